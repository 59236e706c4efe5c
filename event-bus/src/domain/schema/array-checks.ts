import { countedText, isComposed } from './json-value';
import { Misfit } from './misfit';
import type { SchemaCheck, Within } from './schema-check';
import type { SchemaKeywords } from './schema-keywords';
import type { StepBudget } from './step-budget';

/** The keywords of arrays. */
export function arrayChecks(schema: SchemaKeywords, { place, compile }: Within): SchemaCheck[] {
  const { prefixItems, items, contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY } = schema;
  const checks = sizeChecks(schema);
  const first = prefixItems?.map((one, index) => compile(one, [...place, 'prefixItems', String(index)]));
  const others = items === undefined ? undefined : compile(items, [...place, 'items']);
  if (first !== undefined || others !== undefined) {
    checks.push((value, budget) => {
      if (!Array.isArray(value)) return undefined;
      budget.take(value.length);
      for (const [index, item] of value.entries()) {
        const misfit = (first?.[index] ?? others)?.(item, budget);
        if (misfit !== undefined) return misfit.within(index);
      }
      return undefined;
    });
  }
  if (contains !== undefined) {
    const one = compile(contains, [...place, 'contains']);
    checks.push((value, budget) => {
      if (!Array.isArray(value)) return undefined;
      const found = value.filter((item) => one(item, budget) === undefined).length;
      if (found >= minContains && found <= maxContains) return undefined;
      return new Misfit(`expected ${minContains} to ${maxContains} items of a kind, got ${found}`);
    });
  }
  return checks;
}

function sizeChecks({ minItems, maxItems, uniqueItems }: SchemaKeywords): SchemaCheck[] {
  const checks: SchemaCheck[] = [];
  const add = (expected: string, fits: (items: readonly unknown[], budget: StepBudget) => boolean) => {
    checks.push((value, budget) =>
      !Array.isArray(value) || fits(value, budget) ? undefined : new Misfit(`expected ${expected}`),
    );
  };
  if (minItems !== undefined) add(`at least ${minItems} items`, (items) => items.length >= minItems);
  if (maxItems !== undefined) add(`at most ${maxItems} items`, (items) => items.length <= maxItems);
  if (uniqueItems === true) {
    add('items that differ from one another', (items, budget) => {
      budget.take(items.length);
      const simple = new Set<unknown>();
      const composed = new Set<string>();
      for (const item of items) {
        if (isComposed(item)) composed.add(countedText(item, budget));
        else simple.add(item);
      }
      return simple.size + composed.size === items.length;
    });
  }
  return checks;
}
