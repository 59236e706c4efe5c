import type { AccountState } from '@blog/lab/account';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { actOn, endLoad, setLoad } from '../lab/lab-api';
import { useLabChange } from '../lab/use-lab';
import { Button } from '../ui/button';
import { duration } from '../ui/duration';
import { BACKLOG_MIN, type ChainStep, type Facts, isAllThere, type StepName } from './steps';

/** About fifty comments in a second or two: enough to see them wait. */
const LOAD = { postsPerSecond: 1, commentsPerSecond: 40 };

interface StepBodyProps {
  /** Undefined once all are done. */
  readonly step: StepName | undefined;
  readonly facts: Facts;
  readonly hasLab: boolean;
}

/** What to do in a step, and what can be seen of it. */
export function StepBody({ step, facts, hasLab }: StepBodyProps) {
  switch (step) {
    case 'write':
      return (
        <Words>
          On the <To path="/">blog</To>. The posts service stores it together with an event, which the bus
          delivers to the other services.
        </Words>
      );
    case 'travel':
      return <Travel facts={facts} />;
    case 'stop':
      return hasLab ? <Stop facts={facts} /> : <WithoutLab />;
    case 'start':
      return hasLab ? <Start facts={facts} /> : <WithoutLab />;
    case 'account':
      return hasLab ? <Account facts={facts} /> : <WithoutLab />;
    default:
      return (
        <>
          {facts.account && <Figures account={facts.account} />}
          <Words>
            Nothing was lost, and the account proves it. On the <To path="/topology">topology page</To> you
            can kill, freeze or cut off the other services too, and run the courses’ classic bus beside this
            one. There are lessons in the repository, in <code>docs/lessons</code>.
          </Words>
        </>
      );
  }
}

function Travel({ facts }: { facts: Facts }) {
  const { chain, postId } = facts;
  return (
    <>
      <Words>
        {postId === undefined ? (
          <>
            Comment on a post of the <To path="/">blog</To>.
          </>
        ) : (
          <>
            Comment on <To path={`/posts/${postId}`}>your post</To>.
          </>
        )}{' '}
        Moderation receives its event and decides, comments applies the decision, and query shows the result.
      </Words>
      <Chain chain={chain} />
    </>
  );
}

/** The consequences of a comment, and when each was stored relative to the first event. */
function Chain({ chain }: { chain: readonly ChainStep[] }) {
  const [first] = chain;
  if (first === undefined) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <ol aria-label="The path of your comment" className="flex flex-wrap gap-2">
        {chain.map(({ position, type, source, afterMs }) => (
          <li key={position} className="rounded-md border border-line bg-surface px-2 py-0.5">
            {source.replace('/', '')}: {type}{' '}
            <span className="text-muted tabular-nums">
              {position === first.position ? 'stored' : `+${duration(afterMs)}`}
            </span>
          </li>
        ))}
      </ol>
      <To path={`/bus/${first.position}`}>See it on the bus</To>
    </div>
  );
}

function Stop({ facts }: { facts: Facts }) {
  const { isModerationRunning, stopAction, backlog = 0, isLoadOn, chain } = facts;
  return (
    <>
      {isModerationRunning && <Chain chain={chain} />}
      <Words>
        Stop it here or on the <To path="/topology">topology page</To>, then generate comments. Each is
        accepted and stays pending: the bus keeps its event for moderation.
      </Words>
      <Actions>
        {isModerationRunning && (
          <Act label="Stop moderation" look="primary" act={() => actOn('moderation', stopAction)} />
        )}
        {!isModerationRunning && !isLoadOn && (
          <Act label="Write 40 comments a second" look="primary" act={() => setLoad(LOAD)} />
        )}
        {!isModerationRunning && (
          <Count>
            {backlog.toLocaleString('en')} {backlog === 1 ? 'event waits' : 'events wait'} for moderation; the
            goal is more than {BACKLOG_MIN}.
          </Count>
        )}
      </Actions>
    </>
  );
}

function Start({ facts }: { facts: Facts }) {
  const { isModerationRunning, backlog = 0, isLoadOn } = facts;
  return (
    <>
      <Words>Nothing needs repair: the bus delivers the waiting events by itself, in order.</Words>
      <Actions>
        {isLoadOn && <Act label="Stop the load" act={endLoad} />}
        {!isModerationRunning && (
          <Act label="Start moderation" look="primary" act={() => actOn('moderation', 'start')} />
        )}
        <Count>
          {backlog.toLocaleString('en')} {backlog === 1 ? 'event waits' : 'events wait'}.
        </Count>
      </Actions>
    </>
  );
}

function Account({ facts: { account } }: { facts: Facts }) {
  return (
    <>
      <Words>
        Everything that was accepted is looked up in the log and in each service. The{' '}
        <To path="/topology">topology page</To> shows each step of the count.
      </Words>
      {account && <Figures account={account} />}
    </>
  );
}

function Figures({ account }: { account: AccountState }) {
  const { posts, comments, onTheWay, beingChecked, lost, twice, outOfOrder } = account;
  // A 0 is good only once everything has been checked.
  const goodTone = isAllThere(account) ? 'text-good' : 'text-ink';
  return (
    <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-2">
      <Figure name="lost" count={lost} goodTone={goodTone} />
      <Figure name="twice" count={twice} goodTone={goodTone} />
      <Figure name="out of order" count={outOfOrder} goodTone={goodTone} />
      <Figure name="accepted" count={posts.accepted + comments.accepted} />
      <Figure name="on their way" count={onTheWay} />
      <Figure name="being checked" count={beingChecked} />
    </dl>
  );
}

/** A number. With `goodTone`, which colours a 0, any other number is bad. */
function Figure({ name, count, goodTone }: { name: string; count: number; goodTone?: string }) {
  const tone = goodTone !== undefined && count > 0 ? 'text-bad' : (goodTone ?? 'text-ink');
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className={`font-semibold text-xl tabular-nums ${tone}`}>{count.toLocaleString('en')}</dd>
    </div>
  );
}

function WithoutLab() {
  return (
    <Words>
      This page can only stop services that <code>npm start</code> runs. The{' '}
      <To path="/topology">topology page</To> has the commands for this system.
    </Words>
  );
}

function Act(props: { label: string; look?: 'primary' | 'plain'; act: () => Promise<void> }) {
  const { label, look = 'plain', act } = props;
  const change = useLabChange();
  return (
    <>
      <Button small look={look} disabled={change.isPending} onClick={() => change.mutate(act)}>
        {label}
      </Button>
      {change.error && (
        <span role="alert" className="text-bad text-sm">
          {change.error.message}
        </span>
      )}
    </>
  );
}

const Words = ({ children }: { children: ReactNode }) => (
  <p className="mt-1 max-w-prose text-sm">{children}</p>
);
const Actions = ({ children }: { children: ReactNode }) => (
  <div className="mt-2 flex flex-wrap items-center gap-3">{children}</div>
);
const Count = ({ children }: { children: ReactNode }) => (
  <span className="text-sm tabular-nums">{children}</span>
);
const To = ({ path, children }: { path: string; children: ReactNode }) => (
  <Link to={path} className="text-accent underline">
    {children}
  </Link>
);
