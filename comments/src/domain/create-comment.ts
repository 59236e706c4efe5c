import { CommentCreated, type CommentState, type CommentView, type WrittenComment } from '@blog/contracts';
import type { Written } from '@blog/service-kit';
import { commentEvent } from './comment-event';
import type { CommentPorts } from './comment-ports';
import { refuseMissingPost } from './refuse-missing-post';
import { toComment } from './to-comment';

/**
 * Creates a pending comment; once this resolves, neither it nor its CommentCreated can get lost. `onCreated` is called in the
 * transaction that creates it.
 * @throws DomainError  `post.not_found`
 */
export async function createComment(
  wanted: { postId: string; written: WrittenComment },
  ports: CommentPorts,
  onCreated: (comment: CommentView) => void = () => {},
): Promise<Written<CommentView>> {
  const { postId, written } = wanted;
  await refuseMissingPost(postId, ports);
  const id = ports.newId();
  const data = { id, postId, ...written, status: 'pending' as const, version: 1 };
  const created = commentEvent(CommentCreated, data, ports.now());
  const onChanged = (state: CommentState) => onCreated(toComment(state));
  const { thing, position } = await ports.comments.change({ postId, id }, () => created, onChanged);
  return { thing: toComment(thing), position };
}
