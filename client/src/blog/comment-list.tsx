import { useMutationState } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useAnnounce } from '../ui/announcer';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { CommentItem, editDraft } from './comment-item';
import { FoundComment, useTarget } from './found-comment';
import { LeftDraft } from './left-draft';
import type { SentComment } from './new-comment-form';
import type { ShownComment, ShownPost } from './own-writes';
import { useComments } from './use-comments';
import { useDraftNames } from './use-draft';

interface CommentListProps {
  readonly post: ShownPost;
  /** The position of the post's last change. */
  readonly changedAt: number | undefined;
}

/** The comments of a post, oldest first, live. */
export function CommentList({ post, changedAt }: CommentListProps) {
  const { comments, count, ...older } = useComments(post, changedAt);
  const sending = useSending(post.id, comments);
  const target = useTarget();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // The form is above the list, and the newest comment is at its end.
    if (sending.length > 0) list.current?.lastElementChild?.scrollIntoView?.({ block: 'nearest' });
  }, [sending.length]);
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
      <FoundComment postId={post.id} comments={comments} />
      <LeftEdits postId={post.id} comments={comments} isWhole={!older.canLoadOlder} />
      <ul ref={list} className="space-y-3">
        {comments.map((comment) => (
          <li key={comment.id}>
            <CommentItem comment={comment} isTarget={comment.id === target.id} />
          </li>
        ))}
        {sending.map((content, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a comment being sent has no id yet, and the order is stable
          <li key={index}>
            <article data-status="pending" className="card p-4 opacity-70">
              <p dir="auto" className="user-text whitespace-pre-wrap">
                {content}
              </p>
              <p className="mt-2">
                <Badge tone="warn">pending</Badge> <span className="text-muted text-sm">being sent</span>
              </p>
            </article>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LeftEditsProps {
  readonly postId: string;
  readonly comments: readonly ShownComment[];
  /** True if these are all of the post's comments. */
  readonly isWhole: boolean;
}

/** Unsent edits of comments that are gone. */
function LeftEdits({ postId, comments, isWhole }: LeftEditsProps) {
  const seen = useRef(new Set<string>());
  useEffect(() => {
    for (const { id } of comments) seen.current.add(editDraft(postId, id));
  }, [postId, comments]);
  const there = new Set(comments.map(({ id }) => editDraft(postId, id)));
  const names = useDraftNames(editDraft(postId, ''));
  return names
    .filter((name) => !there.has(name) && (isWhole || seen.current.has(name)))
    .map((name) => (
      <LeftDraft key={name} name={name} title="What you were writing in a comment that is gone" />
    ));
}

/** Comments being sent, except those that the stream delivered before the request was answered. */
function useSending(postId: string, comments: readonly ShownComment[]): string[] {
  const sending = useMutationState({
    filters: { mutationKey: ['create comment', postId], status: 'pending' },
    select: ({ state }) => state.variables as SentComment,
  });
  return sending
    .filter(({ content, before }) => {
      const isSame = (comment: ShownComment) => comment.content === content && !before.includes(comment.id);
      return !comments.some(isSame);
    })
    .map(({ content }) => content);
}

/** Announces moderation's decisions to screen readers while the page is open. */
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
