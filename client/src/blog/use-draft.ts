import { useSyncExternalStore } from 'react';
import { drafts } from './drafts';

/** The names of the drafts that begin with `prefix`. */
export function useDraftNames(prefix: string): readonly string[] {
  const names = useSyncExternalStore(drafts.subscribe, () => drafts.names(prefix).join('\n'));
  return names === '' ? [] : names.split('\n');
}

const versionKey = (name: string) => `version under ${name}`;

/**
 * A draft by name. With an `initial` text (an edit), the draft stays in its field until it is accepted; `baseVersion` is the
 * version shown when editing began, or the one set by `rebaseDraft`.
 */
export function useDraft(name: string, initial = '', version = 0) {
  const typed = useSyncExternalStore(drafts.subscribe, () => drafts.get(name));
  const typedOn = useSyncExternalStore(drafts.subscribe, () => drafts.get(versionKey(name)));
  const text = typed ?? initial;
  const baseVersion = typed === undefined ? version : Number(typedOn ?? version);
  const write = (next: string) => {
    if (drafts.get(name) === undefined) rebaseDraft(name, version);
    drafts.set(name, next);
  };
  const clear = () => {
    drafts.set(versionKey(name), undefined);
    drafts.set(name, undefined);
  };
  const send = async (deliver: () => Promise<unknown>, options: { separator: string }) => {
    if (initial === '') return drafts.send(name, options.separator, deliver);
    await deliver().then(clear, () => {});
  };
  return { text, baseVersion, write, clear, send };
}

/** Records that the author of a draft has seen this version of the text that it replaces. */
export function rebaseDraft(name: string, version: number): void {
  drafts.set(versionKey(name), String(version));
}
