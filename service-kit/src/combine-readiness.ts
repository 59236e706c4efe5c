import type { Readiness } from './operations';

/** Ready while every part is ready and the process is not stopping; contains the checks of all parts. */
export function combineReadiness(
  closing: AbortSignal,
  parts: readonly { readiness(): Readiness }[],
): () => Readiness {
  return () => {
    const all = parts.map((part) => part.readiness());
    return {
      ready: !closing.aborted && all.every(({ ready }) => ready),
      checks: Object.assign({}, ...all.map(({ checks }) => checks)),
    };
  };
}
