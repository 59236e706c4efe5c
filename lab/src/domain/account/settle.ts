import type { Findings } from './findings';
import { OWNER_OF } from './standings';
import type { Subject } from './subject';
import { isInLog } from './totals';

export type Owner = (typeof OWNER_OF)[Subject['kind']];

const LOST = { where: 'log', kind: 'lost' } as const;

const hasFinding = ({ findings }: Subject, wanted: string) => findings.some(({ key }) => key === wanted);

/** Accepted by its service, but not seen in the log. */
const isUnlogged = (subject: Subject) => !isInLog(subject) && !hasFinding(subject, 'log');

/** Its decision, at or before `appliedTo`, is final, and query has not been told of it. */
function isUnannounced(subject: Subject, appliedTo: number): boolean {
  const { kind, owner, query } = subject;
  const [decided, told] = [owner.at(-1), query.at(-1)];
  if (kind === 'post' || decided === undefined || decided.position > appliedTo) return false;
  if (decided.isDeleted || decided.status === 'pending' || hasFinding(subject, 'announcement')) return false;
  return told?.version !== decided.version || told.status !== decided.status;
}

/** True while something that this service accepted is neither in the log nor found to be lost. */
export function isUnsettled(subject: Subject, service: Owner): boolean {
  if (OWNER_OF[subject.kind] !== service) return false;
  if (subject.mayPredate || isUnlogged(subject) || subject.missing.length > 0) return true;
  return isUnannounced(subject, Number.POSITIVE_INFINITY);
}

/**
 * The owner's outbox was empty at a time when `receipts` had been accepted and everything up to `appliedTo` was applied;
 * the log has since been read up to its head, `position`. What it does not contain is lost.
 */
export function settleOutbox(
  subject: Subject,
  at: { readonly receipts: number; readonly appliedTo: number; readonly position: number | undefined },
  findings: Findings,
): void {
  if (subject.mayPredate) return;
  const service = OWNER_OF[subject.kind];
  const last = subject.owner.at(-1)?.position ?? null;
  if (isUnlogged(subject) && subject.receipt <= at.receipts) {
    const text = `${service} accepted it, its outbox is empty, and the log does not have it up to ${at.position}.`;
    findings.add(subject, { ...LOST, key: 'log', position: null, text });
  } else if (isUnannounced(subject, at.appliedTo)) {
    const text = `${service} has applied the decision at ${last}, its outbox is empty, and the log has no CommentUpdated.`;
    findings.add(subject, { ...LOST, key: 'announcement', position: last, text });
  }
  for (const version of subject.missing) {
    const text = `The outbox of ${service} is empty, and the log has version ${subject.version}, but not version ${version}.`;
    findings.add(subject, { ...LOST, key: `version ${version}`, position: last, text });
  }
}

/** Moderation has handled everything up to `through`; the log has since been read up to its head. */
export function settleDecisions(subject: Subject, through: number, findings: Findings): void {
  if (subject.mayPredate) return;
  for (const { version, position } of subject.undecided) {
    if (position > through) continue;
    const text = `Moderation has taken everything up to ${through}, and the log has no decision on version ${version}.`;
    findings.add(subject, { ...LOST, key: `decision ${version}`, position, text });
  }
}
