import { badSchema } from './bad-schema';
import { Misfit } from './misfit';
import type { SchemaCheck, Within } from './schema-check';
import type { SchemaKeywords } from './schema-keywords';
import type { StepBudget } from './step-budget';

/** Characters that are checked in one step. */
const CHARACTERS_PER_STEP = 4;

/** The keywords of texts; lengths count Unicode code points. */
export function textChecks(
  schema: SchemaKeywords,
  { place, patterns }: Pick<Within, 'place' | 'patterns'>,
): SchemaCheck[] {
  const checks = lengthChecks(schema);
  const { pattern } = schema;
  if (pattern !== undefined) checks.push(patternCheck(pattern, { place: [...place, 'pattern'], patterns }));
  return checks;
}

/** @throws DomainError `type.bad_schema`  it is not a regular expression, not linear, or too costly */
export function patternCheck(pattern: string, within: Pick<Within, 'place' | 'patterns'>): SchemaCheck {
  const { place, patterns } = within;
  const alternatives = pattern.split('|').length;
  try {
    const compiled = patterns.compile(pattern);
    return (value, budget) => {
      if (typeof value !== 'string') return undefined;
      budget.take((value.length * alternatives) / CHARACTERS_PER_STEP);
      return compiled.test(value) ? undefined : new Misfit(`expected a text like ${pattern}`);
    };
  } catch (error) {
    throw badSchema(place, (error as Error).message);
  }
}

function lengthChecks({ minLength, maxLength }: SchemaKeywords): SchemaCheck[] {
  const checks: SchemaCheck[] = [];
  if (maxLength !== undefined) {
    checks.push((value, budget) =>
      typeof value !== 'string' || value.length <= maxLength || codePoints(value, budget) <= maxLength
        ? undefined
        : new Misfit(`expected at most ${maxLength} characters`),
    );
  }
  if (minLength !== undefined) {
    checks.push((value, budget) =>
      typeof value !== 'string' || value.length >= 2 * minLength || codePoints(value, budget) >= minLength
        ? undefined
        : new Misfit(`expected at least ${minLength} characters`),
    );
  }
  return checks;
}

function codePoints(text: string, budget: StepBudget): number {
  budget.take(text.length / CHARACTERS_PER_STEP);
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
