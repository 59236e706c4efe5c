import type { EventDescription } from '@blog/contracts/describe-event';
import type { LogEvent } from '../api/bus-events';

/** What a link of a chain needs from its event. */
export interface ChainEvent
  extends Pick<LogEvent, 'position' | 'id' | 'type' | 'source' | 'storedtime' | 'causationid'> {
  /** Its description in words. */
  readonly told: EventDescription;
}

export interface ChainLink {
  readonly event: ChainEvent;
  /** Its cause; undefined for the first link. */
  readonly cause: ChainEvent | undefined;
  /** From the cause being stored to this event being stored, in ms. Not from `time`, which a reaction copies from its cause. */
  readonly tookMs: number | undefined;
  /** Number of links between it and the first. */
  readonly depth: number;
}

export interface Chain {
  /** From the first cause on, depth first: each is followed by its consequences, oldest first. */
  readonly links: readonly ChainLink[];
  /** The id of the first link's cause, if that is not among the events. */
  readonly missingCause: string | undefined;
}

/** The chain of causes and consequences around the event at `position`. In a cycle, each event appears once. */
export function buildChain(events: readonly ChainEvent[], position: number): Chain {
  const opened = events.find((event) => event.position === position);
  if (opened === undefined) return { links: [], missingCause: undefined };
  const byId = new Map(events.map((event) => [event.id, event]));
  const consequences = consequencesById(events);

  let root = opened;
  const passed = new Set<ChainEvent>([root]);
  for (
    let cause = causeOf(root, byId);
    cause !== undefined && !passed.has(cause);
    cause = causeOf(root, byId)
  ) {
    passed.add(cause);
    root = cause;
  }

  const links: ChainLink[] = [];
  const placed = new Set<ChainEvent>();
  // An explicit stack instead of recursion: a chain can be deeper than the call stack.
  const waiting: ChainLink[] = [{ event: root, cause: undefined, tookMs: undefined, depth: 0 }];
  for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) {
    const { event, depth } = link;
    if (placed.has(event)) continue;
    placed.add(event);
    links.push(link);
    const next = (consequences.get(event.id) ?? []).map((consequence) => ({
      event: consequence,
      cause: event,
      tookMs: Math.max(0, Date.parse(consequence.storedtime) - Date.parse(event.storedtime)),
      depth: depth + 1,
    }));
    waiting.push(...next.reverse());
  }
  const { causationid } = root;
  const isMissing = causationid !== undefined && !byId.has(causationid);
  return { links, missingCause: isMissing ? causationid : undefined };
}

function causeOf({ causationid }: ChainEvent, byId: ReadonlyMap<string, ChainEvent>): ChainEvent | undefined {
  return causationid === undefined ? undefined : byId.get(causationid);
}

/** Consequences by the id of their cause, oldest first. */
function consequencesById(events: readonly ChainEvent[]): ReadonlyMap<string, readonly ChainEvent[]> {
  const byCause = new Map<string, ChainEvent[]>();
  for (const event of [...events].sort((a, b) => a.position - b.position)) {
    if (event.causationid === undefined) continue;
    const siblings = byCause.get(event.causationid);
    if (siblings === undefined) byCause.set(event.causationid, [event]);
    else siblings.push(event);
  }
  return byCause;
}
