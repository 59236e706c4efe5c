import { onObject } from './json-value';
import { Misfit } from './misfit';
import type { SchemaCheck, Within } from './schema-check';
import type { SchemaKeywords } from './schema-keywords';
import { patternCheck } from './text-checks';

/** The keywords of objects. */
export function objectChecks(schema: SchemaKeywords, within: Within): SchemaCheck[] {
  const { place, compile } = within;
  const { propertyNames, dependentSchemas } = schema;
  const checks = [...memberChecks(schema), ...propertyChecks(schema, within)];
  if (propertyNames !== undefined) {
    const check = compile(propertyNames, [...place, 'propertyNames']);
    checks.push(
      onObject((value, budget) => {
        for (const name in value) {
          budget.take(1);
          const misfit = check(name, budget);
          if (misfit !== undefined)
            return new Misfit(`has a name that does not fit: ${misfit.faults[0]?.detail}`).within(name);
        }
        return undefined;
      }),
    );
  }
  for (const [name, dependent] of Object.entries(dependentSchemas ?? {})) {
    const check = compile(dependent, [...place, 'dependentSchemas', name]);
    checks.push(onObject((value, budget) => (Object.hasOwn(value, name) ? check(value, budget) : undefined)));
  }
  return checks;
}

function propertyChecks(schema: SchemaKeywords, within: Within): SchemaCheck[] {
  const { place, compile, patterns: compiler } = within;
  const { properties = {}, patternProperties = {}, additionalProperties } = schema;
  const named = new Map(
    Object.entries(properties).map(([name, one]) => [name, compile(one, [...place, 'properties', name])]),
  );
  const checks = [...named].map(([name, check]) =>
    onObject((value, budget) =>
      Object.hasOwn(value, name) ? check(value[name], budget)?.within(name) : undefined,
    ),
  );
  const patterns = Object.entries(patternProperties).map(([pattern, one]) => {
    const at = [...place, 'patternProperties', pattern];
    return { matches: patternCheck(pattern, { place: at, patterns: compiler }), check: compile(one, at) };
  });
  if (patterns.length === 0 && additionalProperties === undefined) return checks;
  const others =
    additionalProperties === undefined
      ? undefined
      : compile(additionalProperties, [...place, 'additionalProperties']);
  checks.push(
    onObject((value, budget) => {
      for (const name in value) {
        budget.take(1 + patterns.length);
        const matching = patterns.filter(({ matches }) => matches(name, budget) === undefined);
        const isOther = matching.length === 0 && !named.has(name);
        for (const check of isOther ? [others] : matching.map((one) => one.check)) {
          const misfit = check?.(value[name], budget);
          if (misfit !== undefined) return misfit.within(name);
        }
      }
      return undefined;
    }),
  );
  return checks;
}

function memberChecks(schema: SchemaKeywords): SchemaCheck[] {
  const { required = [], dependentRequired = {}, minProperties, maxProperties } = schema;
  const checks = [...new Set(required)].map((name) =>
    onObject((value) => (Object.hasOwn(value, name) ? undefined : new Misfit('is missing').within(name))),
  );
  for (const [name, names] of Object.entries(dependentRequired)) {
    checks.push(
      onObject((value, budget) => {
        budget.take(names.length);
        const missing = Object.hasOwn(value, name) && names.find((one) => !Object.hasOwn(value, one));
        return typeof missing === 'string'
          ? new Misfit(`is missing beside ${name}`).within(missing)
          : undefined;
      }),
    );
  }
  const addCount = (expected: string, fits: (count: number) => boolean) => {
    checks.push(
      onObject((value, budget) => {
        const { length } = Object.keys(value);
        budget.take(length);
        return fits(length) ? undefined : new Misfit(`expected ${expected} members`);
      }),
    );
  };
  if (minProperties !== undefined) addCount(`at least ${minProperties}`, (count) => count >= minProperties);
  if (maxProperties !== undefined) addCount(`at most ${maxProperties}`, (count) => count <= maxProperties);
  return checks;
}
