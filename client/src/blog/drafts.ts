const draftKey = (name: string) => `draft ${name}`;
const sendingKey = (name: string) => `sending ${name}`;

/** Drafts that this page is sending. A stored one that is not listed here was cut off by a reload. */
const underWay = new Set<string>();
const listeners = new Set<() => void>();
/** If storage is full or forbidden, drafts last as long as the page. */
const withoutStorage = new Map<string, string>();

function read(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? withoutStorage.get(key);
  } catch {
    return withoutStorage.get(key);
  }
}

function write(key: string, text: string | undefined): void {
  withoutStorage.delete(key);
  try {
    if (text === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    if (text !== undefined) withoutStorage.set(key, text);
  }
}

function storedKeys(): string[] {
  try {
    return [...new Set([...Object.keys(sessionStorage), ...withoutStorage.keys()])];
  } catch {
    return [...withoutStorage.keys()];
  }
}

/**
 * Unsent texts by name. They survive errors, changes of view and reloads. A draft being sent is kept apart, so that typing
 * can continue; if it is refused or cut off by a reload, it is put back in front of what was typed since.
 */
export const drafts = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  get(name: string): string | undefined {
    if (!underWay.has(name) && read(sendingKey(name)) !== undefined) takeBack(name, '\n');
    return read(draftKey(name));
  },
  /** The names that begin with `prefix`, sorted. A name contains no line break. */
  names(prefix: string): readonly string[] {
    return storedKeys()
      .filter((key) => key.startsWith(draftKey(prefix)))
      .map((key) => key.slice(draftKey('').length))
      .sort();
  },
  set(name: string, text: string | undefined): void {
    write(draftKey(name), text);
    for (const listener of listeners) listener();
  },
  /** Sends the draft; `separator` goes between a text that comes back and what was typed since. */
  async send(name: string, separator: string, deliver: () => Promise<unknown>): Promise<void> {
    write(sendingKey(name), read(draftKey(name)));
    underWay.add(name);
    drafts.set(name, undefined);
    try {
      await deliver();
      write(sendingKey(name), undefined);
    } catch {
      // The form reports the reason.
      takeBack(name, separator);
    } finally {
      underWay.delete(name);
      for (const listener of listeners) listener();
    }
  },
};

function takeBack(name: string, separator: string): void {
  const parts = [read(sendingKey(name)), read(draftKey(name))].filter(
    (part) => part !== undefined && part !== '',
  );
  write(draftKey(name), parts.join(separator));
  write(sendingKey(name), undefined);
}
