import { useMutationState } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useAnnounce } from '../ui/announcer';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { CommentItem } from './comment-item';
import type { ShownComment, ShownPost } from './own-writes';
import { useComments } from './use-comments';

/** The service's clock may be that much behind the browser's. */
const CLOCK_SKEW_MS = 5_000;

interface CommentListProps {
  readonly post: ShownPost;
  /** The position of the post's last change. */
  readonly changedAt: number | undefined;
}

/** The comments of a post, oldest first, as they come and are decided on. */
export function CommentList({ post, changedAt }: CommentListProps) {
  const { comments, count, ...older } = useComments(post, changedAt);
  const sending = useSending(post.id, comments);
  useAnnouncedDecisions(comments);
  return (
    <section aria-label="Comments" className="mt-8">
      <h2 className="mb-3 font-semibold text-lg">{count === 1 ? '1 comment' : `${count} comments`}</h2>
      {older.canLoadOlder && older.olderCount > 0 && (
        <div className="mb-3">
          <Button small onClick={older.loadOlder} disabled={older.isLoadingOlder}>
            {older.isLoadingOlder ? 'Loading older comments' : `Older comments (${older.olderCount})`}
          </Button>
        </div>
      )}
      {count === 0 && sending.length === 0 && (
        <p className="text-muted">Nobody has commented yet. Be the first.</p>
      )}
      <ul className="space-y-3">
        {comments.map((comment) => (
          <li key={comment.id}>
            <CommentItem comment={comment} />
          </li>
        ))}
        {sending.map((content, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is being sent has no id yet, and its order stays
          <li key={index} className="card p-4 opacity-70">
            <p dir="auto" className="whitespace-pre-wrap break-words">
              {content}
            </p>
            <p className="mt-2">
              <Badge tone="warn">pending</Badge> <span className="text-muted text-sm">being sent</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The texts that are on their way to comments; not one that has come back on the stream before the answer did. */
function useSending(postId: string, comments: readonly ShownComment[]): string[] {
  const sending = useMutationState({
    filters: { mutationKey: ['create comment', postId], status: 'pending' },
    select: ({ state }) => ({ content: state.variables as string, atMs: state.submittedAt }),
  });
  return sending
    .filter(({ content, atMs }) => {
      const isSame = (comment: ShownComment) =>
        comment.content === content && Date.parse(comment.createdAt) > atMs - CLOCK_SKEW_MS;
      return !comments.some(isSame);
    })
    .map(({ content }) => content);
}

/** Tells screen readers of decisions that come while the page is open. */
function useAnnouncedDecisions(comments: readonly ShownComment[]): void {
  const announce = useAnnounce();
  const known = useRef(new Map<string, string>());
  useEffect(() => {
    for (const { id, status } of comments) {
      const before = known.current.get(id);
      if (before === 'pending' && status !== before) announce(`A comment was ${status}.`);
      known.current.set(id, status);
    }
  }, [comments, announce]);
}
