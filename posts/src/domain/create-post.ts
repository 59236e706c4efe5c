import { type Post, PostCreated } from '@blog/contracts';
import { postEvent } from './post-event';
import type { PostPorts } from './post-ports';
import { toPost } from './to-post';

/** Creates a post; once this resolves neither it nor its PostCreated can get lost. */
export async function createPost(
  wanted: { title: string },
  { posts, newId, now }: Pick<PostPorts, 'posts' | 'newId' | 'now'>,
): Promise<Post> {
  const id = newId();
  const created = postEvent(PostCreated, { id, title: wanted.title, version: 1 }, now());
  return toPost(await posts.change(id, () => created));
}
