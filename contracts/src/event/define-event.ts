import { z } from 'zod';
import { toUtc } from './to-utc';

/** The attributes of a CloudEvents 1.0 event that the blog reads; any other attribute may be there too. */
const attributes = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  time: z.string().optional(),
  storedtime: z.string().optional(),
  dataschema: z.string().optional(),
});

/** One fact of the blog, as a publisher makes it. `time` is RFC 3339, UTC. */
export interface EventOf<Type extends string, Data> {
  readonly type: Type;
  readonly id: string;
  readonly source: string;
  readonly time: string;
  readonly dataschema: string;
  readonly data: Data;
}

/** How an event is declared, once, for publishers, consumers, the client and the docs. */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly version: number;
  readonly dataschema: string;
  readonly data: Schema;
  readonly meaning: string;
  /**
   * Reads an event of this type. Fields it does not know are left out, so a publisher may add fields freely.
   * An event without `dataschema` is taken as version 1 (course-style publishers send none).
   * @throws UnreadableEvent  attributes or data of another shape, or a version that this build does not know
   */
  read(event: unknown): EventOf<Type, z.output<Schema>>;
}

/** What reading an event of one of these definitions gives. */
export type EventFrom<Definitions extends readonly EventDefinition[]> = {
  [Index in keyof Definitions]: ReturnType<Definitions[Index]['read']>;
}[number];

/** An event that this build cannot understand; its message says what was expected and what came. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/**
 * Declares an event. `version` counts breaking changes of `data` from 1 and ends the `dataschema` URI
 * (CloudEvents 1.0, attribute "dataschema"); adding an optional field is no new version.
 */
export function defineEvent<Type extends string, Schema extends z.ZodType>(definition: {
  type: Type;
  version: number;
  data: Schema;
  meaning: string;
}): EventDefinition<Type, Schema> {
  const { type, version, data } = definition;
  const dataschema = `https://blog.example/events/${type}/${version}`;
  const schema = attributes.extend({ type: z.literal(type), data }) as unknown as z.ZodType<
    z.output<typeof attributes> & { data: z.output<Schema> }
  >;

  return {
    ...definition,
    dataschema,
    read(event) {
      const parsed = schema.safeParse(event);
      if (!parsed.success) {
        throw new UnreadableEvent(`${type} is not of the expected shape: ${inOneLine(parsed.error)}`);
      }
      const { id, source, time, storedtime, dataschema: given } = parsed.data;
      if (given === undefined ? version !== 1 : given !== dataschema) {
        throw new UnreadableEvent(`${type} has dataschema ${given}, this build reads ${dataschema}`);
      }
      const at = time ?? storedtime;
      if (at === undefined) throw new UnreadableEvent(`${type} has neither time nor storedtime`);
      return { type, id, source, time: toUtc(at), dataschema, data: parsed.data.data };
    },
  };
}

/** Of an event with a fault in each of thousands of places. */
const FAULTS_SHOWN_MAX = 5;

function inOneLine({ issues }: z.ZodError): string {
  const shown = issues.slice(0, FAULTS_SHOWN_MAX).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return shown.join('; ');
}
