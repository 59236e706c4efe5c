import type { Post, PostEvent, PostState } from '@blog/contracts';
import type { CloudEvent, Page, Written } from '@blog/service-kit';

/** Stores posts, and with them the events that announce their changes. */
export interface PostStore {
  /** The state of a post, also of a deleted one; undefined if it is unknown. */
  get(id: string): PostState | undefined;

  /**
   * Posts that are not deleted, newest first, beginning before `before`: in the order of the log; those that are not in it yet
   * come first, in the order in which they were created here.
   * @throws DomainError `post.not_found`  `before` is unknown
   */
  list(page: { limit: number; before?: string | undefined }): Page<Post>;

  /** The position of the first event about it; undefined until that was read from the log. */
  positionOf(post: { id: string }): number | undefined;

  /**
   * Changes a post by the event that `decide` makes of its current state; undefined leaves it as it is. Nothing can
   * change the post in between. Resolves with the new state once state and event are on disk together, after waiting
   * up to PUBLISH_WAIT_MS for the bus to have the event, and with its position if it has. `onChanged` is called with
   * the state in the same transaction.
   * @throws what `decide` or `onChanged` throws, and then nothing has changed
   */
  change(
    id: string,
    decide: (current: PostState | undefined) => (PostEvent & CloudEvent) | undefined,
    onChanged?: (state: PostState) => void,
  ): Promise<Written<PostState>>;
}
