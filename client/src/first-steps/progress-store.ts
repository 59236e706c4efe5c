import { STEPS } from './steps';

/** A person's progress, stored in the browser. */
export interface Progress {
  /** Number of completed steps. */
  readonly done: number;
  readonly isOpen: boolean;
}

const KEY = 'first-steps';
const FIRST_VISIT: Progress = { done: 0, isOpen: true };

let current = read();
const listeners = new Set<() => void>();

/** The progress, in the form that `useSyncExternalStore` takes. */
export const progressStore = {
  get: (): Progress => current,
  set(progress: Progress): void {
    current = progress;
    try {
      localStorage.setItem(KEY, JSON.stringify(progress));
    } catch {
      // Without storage it lasts as long as the page.
    }
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  /** Reads the stored progress again. */
  reload(): void {
    current = read();
  },
};

function read(): Progress {
  try {
    const { done, isOpen } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Progress>;
    const isStep = Number.isInteger(done) && (done as number) >= 0 && (done as number) <= STEPS.length;
    return isStep && typeof isOpen === 'boolean' ? { done: done as number, isOpen } : FIRST_VISIT;
  } catch {
    return FIRST_VISIT;
  }
}
