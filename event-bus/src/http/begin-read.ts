import type { EventLog } from '@blog/event-log';
import type { DomainError, Input } from '@blog/service-kit';
import { resumeFault } from '../domain/resume-fault';
import { problems } from '../problems';
import { parseReadQuery, type ReadQuery } from './read-query';
import { ndjson, type StreamFormat, serverSentEvents } from './stream-format';

export const JSON_TYPE = 'application/json';
const LIVE_FORMATS = new Map([serverSentEvents, ndjson].map((format) => [format.contentType, format]));
const ACCEPTED = [JSON_TYPE, ...LIVE_FORMATS.keys()];

/** What a reader asks for. */
export interface Reading {
  readonly query: ReadQuery;
  /** Undefined for JSON. */
  readonly format: StreamFormat | undefined;
  /** Why it cannot continue after its position; a stream of Server-Sent Events tells this. */
  readonly fault: DomainError | undefined;
}

/** Reads and checks what a GET or HEAD of events asks for, and sets the headers of the answer to either. */
export async function beginRead(
  { request, response }: Pick<Input, 'request' | 'response'>,
  log: EventLog,
): Promise<Reading> {
  response.vary('Accept');
  // A client that accepts none of them gets JSON, as on every other route (RFC 9110, 12.5.1).
  const accepted = request.accepts(ACCEPTED) || JSON_TYPE;
  const format = LIVE_FORMATS.get(accepted);
  const query = parseReadQuery(request);
  if (query.limit !== undefined && format !== undefined) {
    throw problems.error('request.invalid', 'Expected no limit on a stream: it goes on until you leave.');
  }
  if (query.checkpoints !== undefined && format === undefined) {
    throw problems.error('request.invalid', 'Expected no checkpoints in JSON: they belong to a stream.');
  }
  // A reader of JSON that names no epoch asks for what there is; beyond the head that is nothing.
  const isResumed = format !== undefined || query.epoch !== undefined;
  const { after = 0, epoch } = query;
  const fault = isResumed ? await resumeFault({ after, epoch }, log) : undefined;
  if (fault !== undefined && format !== serverSentEvents) throw fault;
  response.setHeader('Event-Log', log.id);
  response.setHeader('Event-Log-Epoch', log.epoch);
  response.setHeader('Event-Log-Head', log.head);
  return { query, format, fault };
}
