import { describeEvent, type EventDescription } from '@blog/contracts/describe-event';
import type { LogEvent } from '../api/bus-events';
import { contextOf, placesOf } from './find-text';
import { waitedMs } from './waited-ms';

/** What a row shows of an event. Without `data`, so that 100,000 take about 30 MB however large the events are. */
export interface EventSummary {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string | undefined;
  readonly storedtime: string;
  readonly causationid: string | undefined;
  /** Its description, of bounded length. */
  readonly told: EventDescription;
  /** How long it waited to be stored, if long enough to mention. */
  readonly waitedMs: number | undefined;
  /** Where the searched text was found, if no other part of the row shows it. */
  readonly foundIn: { readonly name: string; readonly line: string } | undefined;
}

/** `contains`: the searched text. */
export function summaryOf(event: LogEvent, contains = ''): EventSummary {
  const { position, id, type, source, subject, storedtime, causationid } = event;
  const told = describeEvent(event);
  const shown = [told.words, told.detail, type, source, subject];
  const isShown = shown.some((text) => text !== undefined && placesOf(contains, text).length > 0);
  return {
    position,
    id,
    type,
    source,
    subject,
    storedtime,
    causationid,
    told,
    waitedMs: waitedMs(event),
    foundIn: contains === '' || isShown ? undefined : contextOf(contains, event),
  };
}
