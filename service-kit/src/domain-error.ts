/**
 * An expected failure with a stable code, such as `post.not_found`, and no HTTP status: a service's problem
 * table maps codes to statuses. The message says what was expected, what came, and what to do.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: string,
    message: string,
    /** Further members for the problem document, such as `errors` or `position`. */
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
