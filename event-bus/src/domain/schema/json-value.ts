import type { Misfit } from './misfit';
import type { SchemaCheck } from './schema-check';
import type { StepBudget } from './step-budget';

type JsonObject = Readonly<Record<string, unknown>>;

/** The cost of the text by which an object or array is compared: a base, and per character. */
const TEXT_STEPS = 100;
const TEXT_STEPS_PER_CHARACTER = 10;

export function isComposed(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isObject(value: unknown): value is JsonObject {
  return isComposed(value) && !Array.isArray(value);
}

export function isDeeper(value: unknown, depthMax: number): boolean {
  if (!isComposed(value)) return false;
  return depthMax === 0 || Object.values(value).some((part) => isDeeper(part, depthMax - 1));
}

/** Makes a check of objects; any other value fits. */
export function onObject(check: (value: JsonObject, budget: StepBudget) => Misfit | undefined): SchemaCheck {
  return (value, budget) => (isObject(value) ? check(value, budget) : undefined);
}

/** A text that is equal for equal values: members sorted by name, and -0 as 0. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** `canonicalText`, with its work counted. */
export function countedText(value: unknown, budget: StepBudget): string {
  const text = canonicalText(value);
  budget.take(TEXT_STEPS + text.length * TEXT_STEPS_PER_CHARACTER);
  return text;
}
