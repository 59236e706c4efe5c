import type { CommentEvent, CommentState, CommentView } from '@blog/contracts';
import type { CloudEvent, Page, Written } from '@blog/service-kit';

/** A comment's place: its post's id and its own. */
export interface CommentKey {
  readonly postId: string;
  readonly id: string;
}

/** Where comments are kept, and with them the events that tell of their changes. */
export interface CommentStore {
  /** What is known of a post; undefined if it was never heard of. */
  postStatus(id: string): 'exists' | 'deleted' | undefined;

  /** What is known of a comment, of a deleted one too; undefined if it was never heard of. */
  get(key: CommentKey): CommentState | undefined;

  /**
   * The `limit` newest comments of a post before `before`, oldest of them first, deleted ones left out: in the order of the log, and
   * those that are not in it yet in the order in which they were created here. `next` leads to older ones.
   * @throws DomainError `comment.not_found`  nobody ever heard of `before`
   */
  list(page: { postId: string; limit: number; before?: string | undefined }): Page<CommentView>;

  /** Where the log first tells of it; undefined as long as that was not read there. */
  positionOf(key: CommentKey): number | undefined;

  /**
   * Changes a comment by the event that `decide` makes of its current state; undefined leaves it as it is. Nothing can
   * change the comment in between. Resolves with the new state once state and event are on disk together, after
   * waiting a moment (PUBLISH_WAIT_MS at most) for the bus to have the event too, and with its position if it has. `onChanged` is
   * called with the state in the same transaction.
   * @throws what `decide` or `onChanged` throws, and then nothing has changed
   */
  change(
    key: CommentKey,
    decide: (current: CommentState | undefined) => (CommentEvent & CloudEvent) | undefined,
    onChanged?: (state: CommentState) => void,
  ): Promise<Written<CommentState>>;
}
