import { useSyncExternalStore } from 'react';
import { drafts } from './drafts';

/** The names of the drafts that begin with `prefix`. */
export function useDraftNames(prefix: string): readonly string[] {
  const names = useSyncExternalStore(drafts.subscribe, () => drafts.names(prefix).join('\n'));
  return names === '' ? [] : names.split('\n');
}

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
