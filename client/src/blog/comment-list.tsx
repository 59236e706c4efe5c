import { useMutationState } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useAnnounce } from '../ui/announcer';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { CommentItem } from './comment-item';
import type { ShownComment } from './own-writes';
import { useOlderComments } from './use-older-comments';

/** The service's clock may be that much behind the browser's. */
const CLOCK_SKEW_MS = 5_000;

interface CommentListProps {
  readonly post: {
    readonly id: string;
    readonly commentCount: number;
    readonly comments: readonly ShownComment[];
  };
}

/** The comments of a post, oldest first, as they come and are decided on. */
export function CommentList({ post }: CommentListProps) {
  const older = useOlderComments(post);
  const sending = useSending(post);
  useAnnouncedDecisions(post.comments);
  const hidden = post.commentCount - post.comments.length - older.comments.length;
  return (
    <section aria-label="Comments" className="mt-8">
      <h2 className="mb-3 font-semibold text-lg">
        {post.commentCount === 1 ? '1 comment' : `${post.commentCount} comments`}
      </h2>
      {older.canLoad && hidden > 0 && (
        <div className="mb-3">
          <Button small onClick={older.load} disabled={older.isLoading}>
            {older.isLoading ? 'Loading older comments' : `Older comments (${hidden})`}
          </Button>
        </div>
      )}
      {post.commentCount === 0 && sending.length === 0 && (
        <p className="text-muted">Nobody has commented yet. Be the first.</p>
      )}
      <ul className="space-y-3">
        {[...older.comments, ...post.comments].map((comment) => (
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
function useSending({ id, comments }: CommentListProps['post']): string[] {
  const sending = useMutationState({
    filters: { mutationKey: ['create comment', id], status: 'pending' },
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
