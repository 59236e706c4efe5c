import type { Post, PostEvent, PostState } from '@blog/contracts';
import type { CloudEvent, Page, Written } from '@blog/service-kit';

/** Where posts are kept, and with them the events that tell of their changes. */
export interface PostStore {
  /** What is known of a post, of a deleted one too; undefined if it was never heard of. */
  get(id: string): PostState | undefined;

  /**
   * The posts that are not deleted, newest first, from the one before `before` on: in the order of the log, and those that are not
   * in it yet in the order in which they were created here.
   * @throws DomainError `post.not_found`  nobody ever heard of `before`
   */
  list(page: { limit: number; before?: string | undefined }): Page<Post>;

  /** Where the log first tells of it; undefined as long as that was not read there. */
  positionOf(post: { id: string }): number | undefined;

  /**
   * Changes a post by the event that `decide` makes of its current state; undefined leaves it as it is. Nothing can
   * change the post in between. Resolves with the new state once state and event are on disk together, after waiting
   * a moment (PUBLISH_WAIT_MS at most) for the bus to have the event too, and with its position if it has. `onChanged` is called with
   * the state in the same transaction.
   * @throws what `decide` or `onChanged` throws, and then nothing has changed
   */
  change(
    id: string,
    decide: (current: PostState | undefined) => (PostEvent & CloudEvent) | undefined,
    onChanged?: (state: PostState) => void,
  ): Promise<Written<PostState>>;
}
