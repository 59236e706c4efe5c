import assert from 'node:assert/strict';
import { eventually } from '../../../service-kit/test/eventually';
import type { BlogSystem } from '../../harness/blog-system';
import type { Attack } from './attack';
import { fetchWhenFree } from './fetch-when-free';
import { publishPlain } from './publish-plain';
import { discardAll, inSetAsideTurn, setAsideOf } from './set-aside-of';

/** Six bytes each as JSON: the decision just fits the bus's limit, its consequence does not. */
const ALL_ESCAPES = '\u0001'.repeat(43_620);
const VERSION_MAX = 1_000_000_000;
const ENOUGH = { withinMs: 30_000, everyMs: 50 };

/**
 * Events that are valid for their type but have no valid consequence: a decision whose consequence exceeds the size limit, and
 * the highest version, which no change can exceed. No service may publish what others cannot read.
 */
export const forgedEvents: Attack = {
  name: 'forged events',
  run(blog) {
    return inSetAsideTurn(async () => {
      const post = await blog.createPost('Mine');
      // During other attacks it may take a moment until the post is known.
      const comment = await eventually(() => blog.comment(post.id, 'Mine as well'), ENOUGH);
      await publish(blog, 'CommentModerated', {
        id: comment.id,
        postId: post.id,
        content: ALL_ESCAPES,
        status: 'approved',
        version: 2,
      });
      await eventually(async () => assert((await setAsideOf(blog, 'comments')).count > 0), ENOUGH);
      await publish(blog, 'PostUpdated', { id: post.id, title: 'Forged', version: VERSION_MAX });
      await eventually(async () => {
        const answer = await fetchWhenFree(`${blog.url('posts')}/posts/${post.id}`, {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ title: 'After' }),
        });
        assert.equal(answer.status, 409, 'a change past the highest version');
      }, ENOUGH);
      await discardAll(blog, 'comments');
    });
  },
};

async function publish(blog: BlogSystem, type: string, data: object): Promise<void> {
  const { status } = await publishPlain(blog, { type, data });
  assert.equal(status, 201, `a forged ${type}`);
}
