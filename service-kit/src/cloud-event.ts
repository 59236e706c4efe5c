import { z } from 'zod';

/** Media types of one event and of a batch (CloudEvents HTTP binding 1.0: structured and batched mode). */
export const STRUCTURED_TYPE = 'application/cloudevents+json';
export const BATCH_TYPE = 'application/cloudevents-batch+json';

/** The highest position of a log: a million events a second for thirty years. */
export const POSITION_MAX = 999_999_999_999_999;

/** A CloudEvents 1.0 event in the JSON format, with any extension attributes. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly data?: unknown;
  readonly [attribute: string]: unknown;
}

/** An event of the log: `position` is its place (1, 2, 3 …), `storedtime` when the bus stored it (RFC 3339, UTC). */
export interface StoredEvent extends CloudEvent {
  readonly position: number;
  readonly storedtime: string;
}

/** The attributes that every event on the wire must have; its data is checked by the code that knows its type. */
export const storedEventSchema: z.ZodType<StoredEvent> = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  position: z.int().min(1).max(POSITION_MAX),
  storedtime: z.string(),
});
