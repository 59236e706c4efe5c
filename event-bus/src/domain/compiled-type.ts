import type { EventType } from './event-type';
import { compileSchema } from './schema/compile-schema';
import { Misfit } from './schema/misfit';
import type { SchemaCheck } from './schema/schema-check';
import type { StepBudget } from './schema/step-budget';

/** An event as it was read, to be checked against a type's schema. */
export type TypedEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** A registered type that can check events. */
export class CompiledType {
  readonly record: EventType;
  readonly #check: SchemaCheck;

  /** @throws DomainError `type.bad_schema` */
  constructor(record: EventType) {
    this.record = record;
    this.#check = compileSchema(record.schema);
  }

  /**
   * Why an event of this type does not fit, with a pointer into the event. An event without data is checked as if its data
   * were null; one with bytes (`data_base64`) never fits, since it has no JSON to check.
   */
  misfitOf(event: TypedEvent, budget: StepBudget): Misfit | undefined {
    const { dataschema, data = null } = event;
    if (event.data_base64 !== undefined) {
      return new Misfit('expected JSON in data, since the type has a schema').within('data_base64');
    }
    const wanted = this.record.dataschema;
    if (wanted !== null && dataschema !== undefined && dataschema !== wanted) {
      return new Misfit(`expected ${wanted}, or none`).within('dataschema');
    }
    return this.#check(data, budget)?.within('data');
  }
}
