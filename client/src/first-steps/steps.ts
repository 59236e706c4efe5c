import type { AccountState } from '@blog/lab/account';
import type { LabState } from '@blog/lab/state';
import type { LogEvent } from '../api/bus-events';
import type { Subscriber } from '../api/subscribers';

/** A person's first minute, in this order; a step is done once it has really happened. */
export const STEPS = ['write', 'travel', 'stop', 'start', 'account'] as const;
export type StepName = (typeof STEPS)[number];

/** Step `stop` is done once moderation is more than this many events behind. */
export const BACKLOG_MIN = 50;

/** A consequence of the first comment: its name, its publisher, and when the bus stored it, relative to the first event. */
export interface ChainStep {
  readonly position: number;
  readonly type: string;
  readonly source: string;
  readonly afterMs: number;
}

/** What has been observed since the steps began; undefined means unknown. */
export interface Facts {
  /** Of the last post written. */
  readonly postId: string | undefined;
  /** Of the first comment written, up to the consequences of its decision. */
  readonly chain: readonly ChainStep[];
  readonly isModerationRunning: boolean | undefined;
  /** How moderation can be stopped here: without signals, as on Windows, only by a kill. */
  readonly stopAction: 'stop' | 'kill';
  readonly backlog: number | undefined;
  readonly isLoadOn: boolean;
  readonly account: AccountState | undefined;
}

const CHAIN_END = 'CommentUpdated';

export function isDone(step: StepName, facts: Facts): boolean {
  switch (step) {
    case 'write':
      return facts.postId !== undefined;
    case 'travel':
      return facts.chain.at(-1)?.type === CHAIN_END;
    case 'stop':
      return facts.isModerationRunning === false && (facts.backlog ?? 0) > BACKLOG_MIN;
    case 'start':
      return facts.isModerationRunning === true && facts.backlog === 0 && !facts.isLoadOn;
    case 'account':
      return facts.account !== undefined && isAllThere(facts.account);
  }
}

/** Everything accepted has arrived everywhere, once, in order. */
export function isAllThere(account: AccountState): boolean {
  const { posts, comments, onTheWay, beingChecked, lost, twice, outOfOrder } = account;
  const accepted = posts.accepted + comments.accepted;
  return accepted > 0 && onTheWay + beingChecked + lost + twice + outOfOrder === 0;
}

/** What the log has reported of posts and comments written since. */
export interface Heard {
  readonly postId: string | undefined;
  readonly comment: { readonly id: string; readonly storedMs: number } | undefined;
  readonly chain: readonly ChainStep[];
}

export const NOTHING_HEARD: Heard = { postId: undefined, comment: undefined, chain: [] };

/** Applies the next event of the log. The first comment is the one that is followed. */
export function hear(heard: Heard, { position, type, source, subject, storedtime }: LogEvent): Heard {
  if (subject === undefined) return heard;
  const storedMs = Date.parse(storedtime);
  const link = { position, type, source };
  if (type === 'PostCreated') return { ...heard, postId: subject };
  if (type === 'CommentCreated' && heard.comment === undefined) {
    return { ...heard, comment: { id: subject, storedMs }, chain: [{ ...link, afterMs: 0 }] };
  }
  const { comment, chain } = heard;
  if (comment?.id !== subject || chain.at(-1)?.type === CHAIN_END) return heard;
  return { ...heard, chain: [...chain, { ...link, afterMs: Math.max(0, storedMs - comment.storedMs) }] };
}

/** The facts about moderation that the lab and the bus report. */
export function moderationFacts(lab: LabState | undefined, subscribers: readonly Subscriber[] | undefined) {
  const part = lab?.parts.find(({ name }) => name === 'moderation');
  return {
    isModerationRunning: part && part.state === 'running',
    stopAction: part === undefined || part.actions.includes('stop') ? ('stop' as const) : ('kill' as const),
    backlog: subscribers?.find(({ kind, name }) => kind === 'subscription' && name === 'moderation')?.lag
      .events,
    isLoadOn: lab !== undefined && lab.load !== null,
  };
}
