import type { CommentView, Post } from '@blog/contracts';
import { ApiProblem } from '../api/api-problem';
import { request } from '../api/request';

/** True once the lab answered that it is absent (404) or not for this page (403). */
let isAbsent = false;

/**
 * Reports an accepted post or comment to the lab's account. Writing neither waits for the report nor fails with it. Without a
 * lab, nothing is sent after the first attempt.
 */
export function reportReceipt(made: Post | CommentView): void {
  if (isAbsent) return;
  const { id } = made;
  const body = 'postId' in made ? { kind: 'comment', id, postId: made.postId } : { kind: 'post', id };
  void request('lab', '/receipts', { method: 'POST', body, keepalive: true }).catch((error: unknown) => {
    isAbsent = error instanceof ApiProblem && (error.status === 403 || error.status === 404);
  });
}
