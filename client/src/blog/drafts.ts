const draftKey = (name: string) => `draft ${name}`;
const sendingKey = (name: string) => `sending ${name}`;

/** What is being sent by this page; what is stored as such and is not among them was cut off by a reload. */
const underWay = new Set<string>();
const listeners = new Set<() => void>();
/** Where storage is full or forbidden, drafts last as long as the page. */
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
 * Texts being written, by name: they outlive errors, other views and reloads. While one is sent it is kept apart, so
 * that one can write on; what is refused, or cut off by a reload, comes back before what was written since.
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
  /** The names that begin with `prefix`, in order. A name has no line end. */
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
  /** Sends the draft; `separator` stands between a text that comes back and what was written since. */
  async send(name: string, separator: string, deliver: () => Promise<unknown>): Promise<void> {
    write(sendingKey(name), read(draftKey(name)));
    underWay.add(name);
    drafts.set(name, undefined);
    try {
      await deliver();
      write(sendingKey(name), undefined);
    } catch {
      // Why, is for the form to say.
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
