import { Misfit } from './misfit';
import type { SchemaCheck, Within } from './schema-check';
import type { SchemaKeywords } from './schema-keywords';

/** The keywords that combine schemas. */
export function combinedChecks(schema: SchemaKeywords, within: Within): SchemaCheck[] {
  const { place, compile } = within;
  const { allOf = [], anyOf, oneOf, not } = schema;
  const each = (keyword: string, schemas: readonly unknown[]) =>
    schemas.map((one, index) => compile(one, [...place, keyword, String(index)]));
  const checks = each('allOf', allOf);
  if (anyOf !== undefined) {
    const alternatives = each('anyOf', anyOf);
    checks.push((value, budget) =>
      alternatives.some((one) => one(value, budget) === undefined)
        ? undefined
        : new Misfit('fits none of the alternatives'),
    );
  }
  if (oneOf !== undefined) {
    const alternatives = each('oneOf', oneOf);
    checks.push((value, budget) => {
      const fitting = alternatives.filter((one) => one(value, budget) === undefined).length;
      return fitting === 1 ? undefined : new Misfit(`fits ${fitting} of the alternatives, expected one`);
    });
  }
  if (not !== undefined) {
    const refused = compile(not, [...place, 'not']);
    checks.push((value, budget) =>
      refused(value, budget) === undefined ? new Misfit('fits what is not allowed here') : undefined,
    );
  }
  return [...checks, ...conditionalChecks(schema, within)];
}

function conditionalChecks(schema: SchemaKeywords, { place, compile }: Within): SchemaCheck[] {
  if (schema.if === undefined) return [];
  const condition = compile(schema.if, [...place, 'if']);
  const branch = (keyword: 'then' | 'else') => compile(schema[keyword] ?? true, [...place, keyword]);
  const fitting = branch('then');
  const others = branch('else');
  return [
    (value, budget) =>
      condition(value, budget) === undefined ? fitting(value, budget) : others(value, budget),
  ];
}
