import type { ProblemKind } from './problem-kinds';

/**
 * An expected failure with a stable code, such as `post.not_found`, made by the `problems.ts` of its package. The message says
 * what was expected, what came, and what to do.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: string;
  readonly kind: ProblemKind;

  constructor(
    { code, kind }: { code: string; kind: ProblemKind },
    message: string,
    /** Further members of the problem document, such as `errors` or `position`. */
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.kind = kind;
  }
}
