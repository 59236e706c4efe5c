import type { CommentView, Post } from '@blog/contracts';
import { ApiProblem } from '../api/api-problem';
import { send } from '../api/call';

/** Whether there is a lab here, and for this page; known after the first report. */
let isAbsent = false;

/**
 * Tells the lab what was accepted from this page, so that it is in the account. Writing neither waits for it nor fails with it; where there
 * is no lab, nothing more is said after the first time.
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
