import type { Misfit } from './misfit';
import type { PatternCompiler } from './pattern-compiler';
import type { StepBudget } from './step-budget';

/** Checks a JSON value; undefined if it fits. @throws DomainError `event.check_too_long` */
export type SchemaCheck = (value: unknown, budget: StepBudget) => Misfit | undefined;

/** A place in a schema: the tokens of a JSON pointer. */
export type Place = readonly string[];

/** The context in which the keywords of a subschema are compiled. */
export interface Within {
  readonly place: Place;
  readonly patterns: PatternCompiler;
  /** @throws DomainError `type.bad_schema` */
  compile(schema: unknown, place: Place): SchemaCheck;
}
