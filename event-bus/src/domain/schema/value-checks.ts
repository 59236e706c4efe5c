import { canonicalText, countedText, isComposed, isObject } from './json-value';
import { Misfit } from './misfit';
import type { SchemaCheck } from './schema-check';
import type { SchemaKeywords, TypeName } from './schema-keywords';

const IS_TYPE: Readonly<Record<TypeName, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: Array.isArray,
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
};

/** `type`, `const` and `enum`. */
export function valueChecks(schema: SchemaKeywords): SchemaCheck[] {
  const checks: SchemaCheck[] = [];
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0) {
    const isOne = types.map((type) => IS_TYPE[type]);
    const detail = `expected ${types.join(' or ')}`;
    checks.push((value) => (isOne.some((is) => is(value)) ? undefined : new Misfit(detail)));
  }
  if ('const' in schema) checks.push(oneOfValues([schema.const]));
  if (schema.enum !== undefined) checks.push(oneOfValues(schema.enum));
  return checks;
}

function oneOfValues(values: readonly unknown[]): SchemaCheck {
  const simple = new Set(values.filter((value) => !isComposed(value)));
  const composed = new Set(values.filter(isComposed).map(canonicalText));
  const shown = values.map((value) => JSON.stringify(value)).join(' or ');
  const detail = `expected ${shown.length > 200 ? `one of ${values.length} values` : shown}`;
  return (value, budget) => {
    const isThere = isComposed(value)
      ? composed.size > 0 && composed.has(countedText(value, budget))
      : simple.has(value);
    return isThere ? undefined : new Misfit(detail);
  };
}
