import { useSyncExternalStore } from 'react';
import { drafts } from './drafts';

/** A draft by its name. One of a text that is changed (`initial`) stays in its field until it is accepted. */
export function useDraft(name: string, initial = '') {
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.get(name)) ?? initial;
  const write = (next: string) => drafts.set(name, next);
  const clear = () => drafts.set(name, undefined);
  const send = async (deliver: () => Promise<unknown>, options: { separator: string }) => {
    if (initial === '') return drafts.send(name, options.separator, deliver);
    await deliver().then(clear, () => {});
  };
  return { text, write, clear, send };
}
