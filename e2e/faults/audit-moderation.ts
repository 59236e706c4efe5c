import type { Blog } from '../harness/blog';
import { auditState } from './auditor';
import type { Tally } from './tally';

/** Compares moderation's decisions with the expected ones: exactly one for each comment and each edit. */
export function auditModeration(log: Awaited<ReturnType<Blog['log']>>): Tally {
  const causes = log.filter(({ type }) => type === 'CommentCreated' || type === 'CommentEdited');
  const decisions = log.filter(({ type }) => type === 'CommentModerated');
  const position = new Map(causes.map((cause) => [cause.id, cause.position]));
  const decided = decisions
    .map(({ causationid = 'nothing' }) => ({ id: causationid }))
    .sort((a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0));
  return auditState({
    service: 'moderation',
    actual: decided,
    expected: causes.map(({ id }) => ({ id })),
  });
}
