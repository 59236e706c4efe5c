import { arrayChecks } from './array-checks';
import { badSchema } from './bad-schema';
import { combinedChecks } from './combined-checks';
import { isDeeper } from './json-value';
import { Misfit } from './misfit';
import { numberChecks } from './number-checks';
import { objectChecks } from './object-checks';
import { PatternCompiler } from './pattern-compiler';
import type { Place, SchemaCheck } from './schema-check';
import { schemaKeywords } from './schema-keywords';
import { textChecks } from './text-checks';
import { valueChecks } from './value-checks';

const SCHEMA_BYTES_MAX = 32 * 1024;
/** The same as of an event's data, since a `const` may be as deep. */
const SCHEMA_DEPTH_MAX = 64;
/** Maximum subschemas of a schema, and how deep they may be nested. */
const SUBSCHEMAS_MAX = 1_000;
const SUBSCHEMA_DEPTH_MAX = 16;
/** The cost of a Misfit, also of one that an `anyOf` then discards. */
const MISFIT_STEPS = 10;

/**
 * Compiles a JSON Schema (2020-12) that a client sent into functions: no code is generated, and the work of a check is
 * counted. Its size is bounded, references may only lead to its own `$defs`, and patterns must be linear.
 * @throws DomainError `type.bad_schema`  with the place of the fault
 */
export function compileSchema(schema: unknown): SchemaCheck {
  if (isDeeper(schema, SCHEMA_DEPTH_MAX)) {
    throw badSchema([], `expected a schema nested at most ${SCHEMA_DEPTH_MAX} deep`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > SCHEMA_BYTES_MAX) {
    throw badSchema([], `expected a schema of at most ${SCHEMA_BYTES_MAX} bytes, got ${bytes}`);
  }
  return new SchemaCompiler(schema).compile();
}

class SchemaCompiler {
  readonly #root: unknown;
  readonly #definitions = new Map<string, SchemaCheck>();
  readonly #references = new Map<string, Place>();
  readonly #patterns = new PatternCompiler();
  #subschemas = 0;
  #depth = 0;

  constructor(root: unknown) {
    this.#root = root;
  }

  compile(): SchemaCheck {
    const check = this.#compile(this.#root, []);
    this.#definitions.set('#', check);
    for (const [reference, place] of this.#references) {
      if (!this.#definitions.has(reference)) throw badSchema(place, `expected ${reference} to be there`);
    }
    return check;
  }

  #compile(schema: unknown, place: Place): SchemaCheck {
    this.#subschemas += 1;
    if (this.#subschemas > SUBSCHEMAS_MAX)
      throw badSchema([], `expected at most ${SUBSCHEMAS_MAX} subschemas`);
    if (this.#depth === SUBSCHEMA_DEPTH_MAX) {
      throw badSchema(place, `expected subschemas nested at most ${SUBSCHEMA_DEPTH_MAX} deep`);
    }
    this.#depth += 1;
    const checks = typeof schema === 'boolean' ? booleanChecks(schema) : this.#checksOf(schema, place);
    this.#depth -= 1;
    const steps = 1 + checks.length;
    return (value, budget) => {
      budget.take(steps);
      let found: Misfit | undefined;
      for (const check of checks) {
        const misfit = check(value, budget);
        if (misfit === undefined) continue;
        budget.take(MISFIT_STEPS);
        found = found?.and(misfit) ?? misfit;
      }
      return found;
    };
  }

  #checksOf(given: unknown, place: Place): SchemaCheck[] {
    const parsed = schemaKeywords.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw badSchema([...place, ...(issue?.path.map(String) ?? [])], issue?.message ?? 'no schema');
    }
    const schema = parsed.data;
    for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
      if (place.length > 0)
        throw badSchema([...place, '$defs'], 'expected $defs at the top of the schema only');
      this.#definitions.set(`#/$defs/${name}`, this.#compile(definition, ['$defs', name]));
    }
    const within = { place, compile: this.#compile.bind(this), patterns: this.#patterns };
    return [
      ...valueChecks(schema),
      ...numberChecks(schema),
      ...textChecks(schema, within),
      ...arrayChecks(schema, within),
      ...objectChecks(schema, within),
      ...combinedChecks(schema, within),
      ...(schema.$ref === undefined ? [] : [this.#reference(schema.$ref, [...place, '$ref'])]),
    ];
  }

  /** Resolved by name at each check, since the target may not be compiled yet, or contain the reference. */
  #reference(reference: string, place: Place): SchemaCheck {
    if (!this.#references.has(reference)) this.#references.set(reference, place);
    return (value, budget) => budget.nested(() => this.#definitions.get(reference)?.(value, budget));
  }
}

function booleanChecks(schema: boolean): SchemaCheck[] {
  return schema ? [] : [() => new Misfit('is not allowed here')];
}
