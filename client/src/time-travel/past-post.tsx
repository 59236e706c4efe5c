import { StatusBadge } from '../ui/status-badge';
import type { Timeline } from './timeline';

/** More would take longer to draw than a step may. */
const COMMENTS_SHOWN_MAX = 30;

interface PastPostProps {
  readonly timeline: Timeline;
  readonly id: string;
  /** The comment that has just changed. */
  readonly changedCommentId: string | undefined;
}

/** A post with its comments, as it was. */
export function PastPost({ timeline, id, changedCommentId }: PastPostProps) {
  const post = timeline.post(id);
  if (post === undefined)
    return <p className="card p-5 text-muted">This post does not exist at this moment.</p>;
  const comments = timeline.comments(id);
  const shown = comments.slice(-COMMENTS_SHOWN_MAX);
  return (
    <article className="card p-5">
      <h2 dir="auto" className="break-words font-semibold font-serif text-xl">
        {post.title}
      </h2>
      {comments.length === 0 && <p className="mt-2 text-muted">No comments at this moment.</p>}
      {shown.length < comments.length && (
        <p className="mt-2 text-muted text-sm">
          The newest {shown.length} of {comments.length} comments.
        </p>
      )}
      <ul className="mt-4 space-y-2">
        {shown.map(({ id: commentId, content, status, reason }) => (
          <li
            key={commentId}
            className={`rounded-lg border-l-4 bg-page px-3 py-2 ${commentId === changedCommentId ? 'border-accent' : 'border-transparent'}`}
          >
            <StatusBadge status={status} />
            <p dir="auto" className={`mt-1 break-words ${status === 'rejected' ? 'text-muted italic' : ''}`}>
              {status === 'rejected' ? `Not shown: ${reason ?? 'rejected'}` : content}
            </p>
          </li>
        ))}
      </ul>
    </article>
  );
}
