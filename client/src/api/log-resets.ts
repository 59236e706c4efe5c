const listeners = new Set<() => void>();

/**
 * Where the page hears that what it has read is of a log that is no more, as after a backup was restored: a service said so of
 * a position. Whoever listens makes everything begin anew.
 */
export const logResets = {
  tell(): void {
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
