import type { BlogSystem } from '../harness/blog-system';
import { foldLog } from '../harness/fold-log';
import { auditLog, auditState } from './auditor';
import { sumTallies, type Tally } from './tally';

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/**
 * Waits until the blog has settled, and compares the state of posts, comments and query with the fold of the log; and
 * the log with what was accepted: each post and comment is told of exactly once.
 */
export async function auditBlog(blog: BlogSystem, accepted: ReadonlySet<string>): Promise<Tally> {
  await blog.settled();
  const log = await blog.log();
  const expected = foldLog(log);
  const told = log
    .filter(({ type }) => type === 'PostCreated' || type === 'CommentCreated')
    .map(({ data }) => data as { id: string });
  const toldAccepted = told.filter(({ id }) => accepted.has(id)).sort(byId);
  const posts = expected.map(({ comments: _comments, commentCount: _count, ...post }) => post);
  const comments = await Promise.all(expected.map(({ id }) => blog.ownComments(id)));
  return sumTallies([
    auditLog({ acknowledged: [], log }),
    auditState({
      service: 'the log',
      actual: toldAccepted.map(({ id }) => ({ id })),
      expected: [...accepted].map((id) => ({ id })).sort(byId),
    }),
    auditState({ service: 'query', actual: await blog.posts(), expected }),
    auditState({ service: 'posts', actual: await blog.ownPosts(), expected: posts }),
    auditState({
      service: 'comments',
      actual: comments.flat().sort(byId),
      expected: expected.flatMap((post) => post.comments).sort(byId),
    }),
  ]);
}
