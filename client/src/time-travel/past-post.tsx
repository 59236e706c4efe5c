import { useEffect, useRef } from 'react';
import { Button } from '../ui/button';
import { StatusBadge } from '../ui/status-badge';
import type { Timeline } from './timeline';

/** More would take longer to render than one step may. */
const COMMENTS_SHOWN_MAX = 30;

interface PastPostProps {
  readonly timeline: Timeline;
  readonly id: string;
  readonly position: number;
  /** The post or comment that the current event changed. */
  readonly changed: { readonly postId?: string; readonly commentId?: string };
  readonly onShowOnly?: () => void;
}

/** The comments to show: the newest, or those around the one that has just changed. */
function around<Comment extends { readonly id: string }>(
  comments: readonly Comment[],
  id: string | undefined,
) {
  const changed = comments.findIndex((comment) => comment.id === id);
  const last = comments.length - COMMENTS_SHOWN_MAX;
  const middle = changed < 0 ? last : changed - Math.floor(COMMENTS_SHOWN_MAX / 2);
  const first = Math.max(0, Math.min(middle, last));
  return { first, shown: comments.slice(first, first + COMMENTS_SHOWN_MAX) };
}

/** A past state of a post with its comments; what has just changed is highlighted and scrolled into view. */
export function PastPost({ timeline, id, position, changed, onShowOnly }: PastPostProps) {
  const post = timeline.post(id);
  const comments = timeline.comments(id);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (position === 0 || list.current === null) return;
    const item = list.current.querySelector<HTMLElement>('[data-changed]');
    // Scrolls the list only: the slider stays under the finger.
    if (item) list.current.scrollTop = item.offsetTop - (list.current.clientHeight - item.clientHeight) / 2;
  }, [position]);
  if (post === undefined) {
    const isDeleted = timeline.eventAt(position)?.type === 'PostDeleted' && changed.postId === id;
    return (
      <p className={`card border-l-4 p-5 text-muted ${isDeleted ? 'border-l-accent' : ''}`}>
        {isDeleted ? 'This post was deleted at this moment.' : 'This post does not exist at this moment.'}
      </p>
    );
  }
  const { first, shown } = around(comments, changed.commentId);
  const isTitleChanged = changed.postId === id && changed.commentId === undefined;
  return (
    <article className={`card p-5 ${isTitleChanged ? 'border-l-4 border-l-accent' : ''}`}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <h2 dir="auto" className="user-text min-w-0 flex-1 basis-60 font-semibold font-serif text-xl">
          {post.title}
        </h2>
        {onShowOnly && (
          <Button small onClick={onShowOnly}>
            Only this post
          </Button>
        )}
      </div>
      {comments.length === 0 && <p className="mt-2 text-muted">No comments at this moment.</p>}
      {shown.length < comments.length && (
        <p className="mt-2 text-muted text-sm">
          {first + shown.length === comments.length
            ? `The newest ${shown.length} of ${comments.length} comments.`
            : `Comments ${first + 1} to ${first + shown.length} of ${comments.length}.`}
        </p>
      )}
      {comments.length > 0 && (
        <ul
          ref={list}
          aria-label="Comments"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
          tabIndex={0}
          className="relative mt-4 max-h-[30rem] space-y-2 overflow-y-auto"
        >
          {shown.map(({ id: commentId, content, status, reason }) => {
            const isChanged = commentId === changed.commentId;
            return (
              <li
                key={commentId}
                data-changed={isChanged || undefined}
                className={`rounded-lg border-l-4 px-3 py-2 ${isChanged ? 'border-accent bg-tint' : 'border-transparent bg-page'}`}
              >
                <StatusBadge status={status} />
                <p
                  dir="auto"
                  className={`user-text mt-1 ${status === 'rejected' ? 'text-muted italic' : ''}`}
                >
                  {status === 'rejected' ? `Not shown: ${reason ?? 'rejected'}` : content}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </article>
  );
}
