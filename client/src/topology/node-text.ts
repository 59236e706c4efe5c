import { stateOfSubscriber } from '../api/state-of';
import { type Subscriber, troubledEvents } from '../api/subscribers';
import type { Tone } from '../ui/badge';
import { duration } from '../ui/duration';
import { STATE_TONES, type State, worstOf } from '../ui/states';
import type { ServiceNode } from './service-nodes';

/** The texts of a node in the picture. */
export interface NodeText {
  readonly name: string;
  readonly state: string;
  readonly details: readonly string[];
  readonly tone: Tone;
  /** Events that need attention, such as "3 parked". */
  readonly badge?: string | undefined;
  /** The backlog as a share of the bar. */
  readonly backlog?: number;
}

/** What else is known besides the node itself. */
export interface NodeView {
  /** The service's state; `unknown` for one that is not the blog's. */
  readonly state: State;
  /** False if the bus's report of its subscribers is an earlier one. */
  readonly isCurrent: boolean;
}

/** A logarithmic bar for a backlog of 1 to a million events. */
const backlogOf = (events: number) => Math.min(1, Math.log10(1 + events) / 6);
const WELL: ReadonlySet<Tone> = new Set(['good', 'accent']);

export function nodeText(node: ServiceNode, { state, isCurrent }: NodeView): NodeText {
  const { name, publisher, subscribers } = node;
  const connected = subscribers.filter((subscriber) => subscriber.state !== 'down');
  const counted = connected.length > 0 ? connected : subscribers;
  const troubled = subscribers.reduce((sum, subscriber) => sum + troubledEvents(subscriber), 0);
  const lag = Math.max(0, ...counted.map((subscriber) => subscriber.lag.events));
  const pending = publisher?.outboxPending ?? 0;
  const shown = shownState(state, subscribers);
  const badge = troubled > 0 ? badgeOf(subscribers, troubled) : outboxBadge(publisher?.outboxSetAside ?? 0);
  return {
    name: subscribers.length > 1 ? `${name} ×${subscribers.length}` : name,
    state: isCurrent || state !== 'unknown' || shown === 'unknown' ? stateWords(node, shown) : `was ${shown}`,
    details: [lagWords(node, { counted, isCurrent, isStuck: shown === 'stuck' }), outboxWords(node)].filter(
      (text) => text !== '',
    ),
    tone: toneFor({ state: shown, isCurrent, hasTrouble: badge !== undefined }),
    badge,
    backlog: isCurrent || pending > 0 ? backlogOf(Math.max(lag, pending)) : 0,
  };
}

/** For a service that is not the blog's, only the bus knows the state. */
function shownState(state: State, subscribers: readonly Subscriber[]): State {
  if (state !== 'unknown') return state;
  const states = subscribers.map(stateOfSubscriber);
  const connected = states.filter((each) => each !== 'down');
  return worstOf(connected.length > 0 ? connected : states);
}

/** Grey instead of "all is well" while the bus's report is an earlier one. */
function toneFor({
  state,
  isCurrent,
  hasTrouble,
}: {
  state: State;
  isCurrent: boolean;
  hasTrouble: boolean;
}): Tone {
  const tone = STATE_TONES[state];
  if (!WELL.has(tone)) return tone;
  if (!isCurrent) return 'neutral';
  return hasTrouble ? 'warn' : tone;
}

const stateWords = ({ listens }: ServiceNode, state: State) =>
  state === 'unknown' ? (listens ? 'not known' : 'publishes') : state;

function lagWords(
  { listens, subscribers }: ServiceNode,
  { counted, isCurrent, isStuck }: { counted: readonly Subscriber[]; isCurrent: boolean; isStuck: boolean },
): string {
  if (!listens) return '';
  if (subscribers.length === 0) return isCurrent ? 'not known to the bus' : 'the bus cannot be reached';
  // The lag of a stopped follower says nothing: it may know another log.
  if (isStuck && counted.some(({ state }) => state === 'stopped')) return 'its last error is below';
  const [last] = [...counted].sort((a, b) => b.lag.events - a.lag.events);
  const { events = 0, ageMs = null } = last?.lag ?? {};
  const age = ageMs === null || !isCurrent ? '' : `, ${duration(ageMs)}`;
  const words = events === 0 ? 'up to date' : `${events.toLocaleString('en')} behind${age}`;
  return isCurrent ? words : `was ${words}`;
}

function outboxWords({ publisher, listens }: ServiceNode): string {
  if (publisher === undefined) return 'only listens';
  const { outboxPending, hasOutbox } = publisher;
  if (outboxPending > 0) return `keeps ${outboxPending.toLocaleString('en')} in its outbox`;
  if (hasOutbox) return 'outbox empty';
  return listens ? 'publishes' : '';
}

function badgeOf(subscribers: readonly Subscriber[], count: number): string {
  const isParked = subscribers.every(({ kind }) => kind === 'subscription');
  return `${count.toLocaleString('en')} ${isParked ? 'parked' : 'set aside'}`;
}

const outboxBadge = (count: number) => (count === 0 ? undefined : `${count.toLocaleString('en')} set aside`);

/** The whole picture in a sentence, for people who cannot see it. */
export function describeTopology(texts: readonly NodeText[], head: number | undefined): string {
  const services = texts.map(
    ({ name, state, badge, details }) => `${name} (${[state, badge, ...details].filter(Boolean).join(', ')})`,
  );
  return `The event bus, head ${head ?? 'unknown'}, with its publishers and subscribers: ${services.join('; ')}.`;
}

/** The texts of the bus's node. `isLive`: the page receives each event immediately. */
export function busText(bus: { state: State; head: number | undefined; isLive: boolean }): NodeText {
  const { state, head, isLive } = bus;
  const isWell = state === 'running' || state === 'unknown';
  return {
    name: 'event-bus',
    state: state === 'unknown' ? 'not known' : state,
    details: [
      head === undefined ? 'not reached yet' : `head ${head.toLocaleString('en')}`,
      isLive ? 'every event, on disk' : 'not connected',
    ],
    tone: isWell ? (isLive ? 'accent' : 'warn') : STATE_TONES[state],
  };
}
