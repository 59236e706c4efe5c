import { type Subscriber, troubledEvents } from '../api/subscribers';
import type { Tone } from '../ui/badge';
import { duration } from '../ui/duration';
import { toneOf } from './subscriber-tone';
import type { Publisher } from './use-publishers';

/** What a node of the picture says. */
export interface NodeText {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
  readonly tone: Tone;
  /** What waits, as a share of what the bar can show. */
  readonly backlog?: number;
}

/** A bar for a backlog of 1 to a million events: ten times as many make it a step longer. */
const backlogOf = (events: number) => Math.min(1, Math.log10(1 + events) / 6);

export function publisherText({ name, state, outboxPending, outboxSetAside }: Publisher): NodeText {
  const kept = outboxPending === 0 ? 'publishes' : `keeps ${outboxPending} in its outbox`;
  const detail = outboxSetAside === 0 ? kept : `${outboxSetAside} of its outbox set aside`;
  if (state === 'unknown') return { name, state: 'publishes', detail: '', tone: 'neutral' };
  const tone = state === 'ready' ? (outboxPending + outboxSetAside > 0 ? 'warn' : 'good') : 'bad';
  return { name, state, detail, tone, backlog: backlogOf(outboxPending) };
}

export function subscriberText(subscriber: Subscriber): NodeText {
  const { kind, name, state, lag } = subscriber;
  const age = lag.ageMs === null ? '' : `, ${duration(lag.ageMs)}`;
  const behind = lag.events === 0 ? '' : `${lag.events.toLocaleString('en')} behind${age}`;
  const troubled = troubledEvents(subscriber);
  const aside = `${troubled.toLocaleString('en')} ${kind === 'follower' ? 'set aside' : 'parked'}`;
  const standing = [...(troubled > 0 ? [aside] : []), ...(behind ? [behind] : [])].join(', ');
  // How far a stopped one is behind says nothing: it may know another log.
  const detail = state === 'stopped' ? 'its last error is below' : standing || 'has everything';
  return {
    name,
    state: `${kind}, ${state}`,
    detail,
    tone: toneOf(subscriber),
    backlog: backlogOf(lag.events),
  };
}

/** The whole picture in a sentence, for whoever cannot see it. */
export function describeTopology({
  publishers,
  subscribers,
  head,
}: {
  publishers: readonly Publisher[];
  subscribers: readonly Subscriber[];
  head: number | undefined;
}): string {
  const texts = subscribers
    .map(subscriberText)
    .map(({ name, state, detail }) => `${name} (${state}, ${detail})`);
  const sources = publishers.map(({ name }) => name).join(', ');
  return `${sources} publish to the event bus, head ${head ?? 'unknown'}, which delivers to ${texts.join(', ')}.`;
}
