import { DomainError } from './domain-error';
import type { ProblemKind } from './problem-kinds';

/** The kind of each code and its meaning, for people. */
export type ProblemDefinitions<Code extends string = string> = Readonly<
  Record<Code, readonly [kind: ProblemKind, meaning: string]>
>;

/** The expected failures of a package. */
export interface ProblemCatalogue<Code extends string = string> {
  readonly definitions: ProblemDefinitions<Code>;
  /** Makes one of them: `details` are further members of the problem document. */
  error(
    code: Code,
    message: string,
    details?: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ): DomainError;
}

/**
 * Declares the expected failures of a package, in its `problems.ts`: those of its own and those it takes over from the packages
 * that it is built on. The compiler refuses any other code.
 */
export function defineProblems<const Code extends string, const Inherited extends string = never>(
  own: ProblemDefinitions<Code>,
  inherited?: ProblemCatalogue<Inherited>,
): ProblemCatalogue<Code | Inherited> {
  const definitions = { ...inherited?.definitions, ...own } as ProblemDefinitions<Code | Inherited>;
  return {
    definitions,
    error: (code, message, details, options) =>
      new DomainError({ code, kind: definitions[code][0] }, message, details, options),
  };
}
