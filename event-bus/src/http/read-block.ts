/** What is read and written at a time: small enough for many readers at once, large enough for speed. */
export const BLOCK = { limit: 1_000, bytesMax: 64 * 1024 } as const;

/** Lets other requests have their turn between two blocks. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
