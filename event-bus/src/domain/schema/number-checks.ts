import { Misfit } from './misfit';
import type { SchemaCheck } from './schema-check';
import type { SchemaKeywords } from './schema-keywords';

/** The keywords of numbers. */
export function numberChecks(schema: SchemaKeywords): SchemaCheck[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const checks: SchemaCheck[] = [];
  const add = (expected: string, fits: (value: number) => boolean) => {
    checks.push((value) =>
      typeof value !== 'number' || fits(value) ? undefined : new Misfit(`expected a number ${expected}`),
    );
  };
  if (minimum !== undefined) add(`of at least ${minimum}`, (value) => value >= minimum);
  if (maximum !== undefined) add(`of at most ${maximum}`, (value) => value <= maximum);
  if (exclusiveMinimum !== undefined) add(`above ${exclusiveMinimum}`, (value) => value > exclusiveMinimum);
  if (exclusiveMaximum !== undefined) add(`below ${exclusiveMaximum}`, (value) => value < exclusiveMaximum);
  if (multipleOf !== undefined)
    add(`that is a multiple of ${multipleOf}`, (value) => isMultiple(value, multipleOf));
  return checks;
}

/** Within the precision of a double: 19.99 is a multiple of 0.01. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times));
}
