/**
 * Resolves once the listener that `listen` is given is called, `signal` is aborted, or `timeoutMs` is over. `listen` returns a
 * function that takes the listener off again.
 */
export function nextCall(
  listen: (listener: () => void) => () => void,
  { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs?: number },
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      forget();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
    const forget = listen(done);
    signal?.addEventListener('abort', done);
  });
}
