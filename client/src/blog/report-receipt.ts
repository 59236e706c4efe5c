import type { CommentView, Post } from '@blog/contracts';
import { ApiProblem } from '../api/api-problem';
import { send } from '../api/call';

/** True once the lab answered that it is absent (404) or not for this page (403). */
let isAbsent = false;

/**
 * Reports an accepted post or comment to the lab's account. Writing neither waits for the report nor fails with it. Without a
 * lab, nothing is sent after the first attempt.
 */
export function reportReceipt(made: Post | CommentView): void {
  if (isAbsent) return;
  const { id } = made;
  const body =
    'postId' in made
      ? ({ kind: 'comment', id, postId: made.postId } as const)
      : ({ kind: 'post', id } as const);
  void send('lab', 'POST /lab/receipts', { body, keepalive: true }).catch((error: unknown) => {
    isAbsent = error instanceof ApiProblem && (error.status === 403 || error.status === 404);
  });
}
