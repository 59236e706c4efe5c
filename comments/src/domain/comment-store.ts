import type { CommentEvent, CommentState, CommentView } from '@blog/contracts';
import type { CloudEvent, Page, Written } from '@blog/service-kit';

/** A comment's place: its post's id and its own. */
export interface CommentKey {
  readonly postId: string;
  readonly id: string;
}

/** Stores comments, and with them the events that announce their changes. */
export interface CommentStore {
  /** Whether a post exists; undefined if it is unknown. */
  postStatus(id: string): 'exists' | 'deleted' | undefined;

  /** The state of a comment, also of a deleted one; undefined if it is unknown. */
  get(key: CommentKey): CommentState | undefined;

  /**
   * The `limit` newest comments of a post before `before`, oldest first, without deleted ones: in the order of the log; those
   * that are not in it yet come last, in the order in which they were created here. `next` leads to older ones.
   * @throws DomainError `comment.not_found`  `before` is unknown
   */
  list(page: { postId: string; limit: number; before?: string | undefined }): Page<CommentView>;

  /** The position of the first event about it; undefined until that was read from the log. */
  positionOf(key: CommentKey): number | undefined;

  /**
   * Changes a comment by the event that `decide` makes of its current state; undefined leaves it as it is. Nothing can
   * change the comment in between. Resolves with the new state once state and event are on disk together, after waiting
   * up to PUBLISH_WAIT_MS for the bus to have the event, and with its position if it has. `onChanged` is called with
   * the state in the same transaction.
   * @throws what `decide` or `onChanged` throws, and then nothing has changed
   */
  change(
    key: CommentKey,
    decide: (current: CommentState | undefined) => (CommentEvent & CloudEvent) | undefined,
    onChanged?: (state: CommentState) => void,
  ): Promise<Written<CommentState>>;
}
