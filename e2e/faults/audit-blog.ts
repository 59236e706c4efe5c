import type { Blog } from '../harness/blog';
import { foldLog } from '../harness/fold-log';
import { auditLog, auditState } from './auditor';
import type { Accepted } from './blog-load';
import { sumTallies, type Tally } from './tally';

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/**
 * Waits until the blog has settled, then compares the state of posts, comments and query with the fold of the log, and the log
 * with what was accepted: each post and comment appears exactly once, and every edit and deletion appears.
 */
export async function auditBlog(blog: Blog, accepted: Accepted): Promise<Tally> {
  await blog.settled();
  const log = await blog.log();
  const expected = foldLog(log);
  const told = log
    .filter(({ type }) => type === 'PostCreated' || type === 'CommentCreated')
    .map(({ data }) => data as { id: string });
  const toldAccepted = told.filter(({ id }) => accepted.created.has(id)).sort(byId);
  const posts = expected.map(({ comments: _, commentCount: __, position: ___, ...post }) => post);
  const comments = await Promise.all(expected.map(({ id }) => blog.ownComments(id)));
  return sumTallies([
    auditLog({ acknowledged: [], log }),
    auditState({
      service: 'the log',
      actual: toldAccepted.map(({ id }) => ({ id })),
      expected: [...accepted.created].map((id) => ({ id })).sort(byId),
    }),
    auditChanges(log, accepted),
    auditState({ service: 'query', actual: await blog.posts(), expected }),
    auditState({ service: 'posts', actual: await blog.ownPosts(), expected: posts }),
    auditState({
      service: 'comments',
      actual: comments.flat().sort(byId),
      expected: expected.flatMap((post) => post.comments).sort(byId),
    }),
  ]);
}

/** Counts missing changes as lost. */
function auditChanges(log: readonly { type: string; data: unknown }[], accepted: Accepted): Tally {
  const versions = new Map<string, number>();
  const told = new Set<string>();
  for (const { type, data } of log) {
    const { id, version = 1 } = data as { id: string; version?: number };
    versions.set(id, Math.max(version, versions.get(id) ?? 0));
    told.add(`${type} ${id}`);
  }
  const edits = [...accepted.versions].map(([id, version]) => ({
    id: `version ${version} of ${id}`,
    isTold: (versions.get(id) ?? 0) >= version,
  }));
  const deletions = [
    ...[...accepted.deletedPosts].map((id) => `PostDeleted ${id}`),
    ...[...accepted.deletedComments].map((id) => `CommentDeleted ${id}`),
  ].map((id) => ({ id, isTold: told.has(id) }));
  const expected = [...edits, ...deletions];
  return auditState({ service: 'the log', actual: expected.filter(({ isTold }) => isTold), expected });
}
