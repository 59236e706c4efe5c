import type { AccountState, FindingKind } from '../account-state';
import type { ServiceName } from './account-sources';
import { OWNER_OF, SHOWN_BY, type Standings } from './standings';
import type { Subject } from './subject';

const FINDING_KINDS: readonly FindingKind[] = ['lost', 'twice', 'outOfOrder'];

/** The counts over all posts and comments. */
export type Totals = Pick<
  AccountState,
  'posts' | 'comments' | 'onTheWay' | 'beingChecked' | 'unchecked' | FindingKind
>;

export const noTotals = (): Totals => ({
  posts: { accepted: 0, inLog: 0, inPosts: 0, inQuery: 0 },
  comments: { accepted: 0, inLog: 0, inComments: 0, inQuery: 0, decided: 0 },
  ...{ onTheWay: 0, beingChecked: 0, unchecked: 0, lost: 0, twice: 0, outOfOrder: 0 },
});

/** How far a post or comment has come. */
export type Progress = 'everywhere' | 'being checked' | 'on the way';

/** True if its event is in the part of the log that was read. */
export const isInLog = ({ createdAt }: Subject) => createdAt !== undefined;

/** The position of its last change that this service shows. */
export const lastChange = (subject: Subject, service: string): number =>
  (service === 'query' ? subject.query : subject.owner).at(-1)?.position ?? 0;

/** True if the service was seen to show the log's latest state, in its present era. */
export function isConfirmed(
  subject: Subject,
  service: ServiceName,
  standings: Pick<Standings, 'era'>,
): boolean {
  const shown = subject.shown[service];
  if (shown === undefined || !shown.isThere || shown.era !== standings.era(service)) return false;
  return isInLog(subject) && shown.through === lastChange(subject, service);
}

/** True if the decision on its latest text is in the log, or none is needed any more. */
function isDecided({ owner }: Subject): boolean {
  const last = owner.at(-1);
  return last !== undefined && (last.isDeleted || last.status !== 'pending');
}

function progressOf(subject: Subject, standings: Standings): Progress {
  const { kind } = subject;
  if (!isInLog(subject)) return 'on the way';
  if (kind === 'comment' && !isDecided(subject)) return 'on the way';
  let progress: Progress = 'everywhere';
  for (const service of SHOWN_BY[kind]) {
    if (isConfirmed(subject, service, standings)) continue;
    if (!standings.hasApplied(service, lastChange(subject, service))) return 'on the way';
    progress = 'being checked';
  }
  return progress;
}

/** Adds a post or comment to the totals. */
export function count(subject: Subject, totals: Totals, standings: Standings): Progress {
  const { kind, shown, findings } = subject;
  const isThereAt = (service: keyof Subject['shown']) => Number(shown[service]?.isThere ?? false);
  const { posts, comments } = totals;
  const of = kind === 'post' ? posts : comments;
  of.accepted += 1;
  of.inLog += Number(isInLog(subject));
  of.inQuery += isThereAt('query');
  if (kind === 'post') posts.inPosts += isThereAt('posts');
  else {
    comments.inComments += isThereAt('comments');
    comments.decided += Number(isDecided(subject) && isConfirmed(subject, OWNER_OF.comment, standings));
  }
  if (findings.length > 0) {
    for (const kind of FINDING_KINDS) totals[kind] += Number(findings.some((found) => found.kind === kind));
  }
  const progress = progressOf(subject, standings);
  if (progress === 'everywhere' || findings.length > 0) return progress;
  if (progress === 'on the way') totals.onTheWay += 1;
  else totals.beingChecked += 1;
  return progress;
}
