import { type Post, PostCreated, type PostState, type WrittenPost } from '@blog/contracts';
import type { Written } from '@blog/service-kit';
import { postEvent } from './post-event';
import type { PostPorts } from './post-ports';
import { toPost } from './to-post';

/**
 * Creates a post; once this resolves, neither it nor its PostCreated can get lost. `onCreated` is called in the transaction
 * that creates it.
 */
export async function createPost(
  written: WrittenPost,
  { posts, newId, now }: Pick<PostPorts, 'posts' | 'newId' | 'now'>,
  onCreated: (post: Post) => void = () => {},
): Promise<Written<Post>> {
  const id = newId();
  const created = postEvent(PostCreated, { id, ...written, version: 1 }, now());
  const onChanged = (state: PostState) => onCreated(toPost(state));
  const { thing, position } = await posts.change(id, () => created, onChanged);
  return { thing: toPost(thing), position };
}
