import { CommentCreated, type CommentView } from '@blog/contracts';
import { commentEvent } from './comment-event';
import type { CommentPorts } from './comment-ports';
import { ensurePost } from './ensure-post';
import { toComment } from './to-comment';

/**
 * Creates a comment, pending; once this resolves neither it nor its CommentCreated can get lost.
 * @throws DomainError  `post.not_found`
 */
export async function createComment(
  wanted: { postId: string; content: string },
  ports: CommentPorts,
): Promise<CommentView> {
  const { postId, content } = wanted;
  await ensurePost(postId, ports);
  const id = ports.newId();
  const data = { id, postId, content, status: 'pending' as const, version: 1 };
  const created = commentEvent(CommentCreated, data, ports.now());
  return toComment(await ports.comments.change({ postId, id }, () => created));
}
