import type { CommentView } from '@blog/contracts';
import { Link } from 'react-router';
import { Badge } from '../ui/badge';
import { RelativeTime } from '../ui/relative-time';
import type { ShownPost } from './own-writes';

function commentSummary({ commentCount }: ShownPost): string {
  if (commentCount === 0) return 'No comments yet';
  return commentCount === 1 ? '1 comment' : `${commentCount} comments`;
}

const countOf = (comments: readonly CommentView[], status: CommentView['status']) =>
  comments.filter((comment) => comment.status === status).length;

/** A post in the list. */
export function PostCard({ post }: { post: ShownPost }) {
  const pending = countOf(post.comments, 'pending');
  const latest = post.comments.findLast(({ status }) => status === 'approved');
  return (
    <article className="card relative p-4 transition-colors [contain-intrinsic-size:auto_6rem] [content-visibility:auto] hover:border-accent sm:p-5">
      <h2 dir="auto" className="user-text font-semibold font-serif text-lg leading-snug">
        <Link to={`/posts/${post.id}`} className="after:absolute after:inset-0">
          {post.title}
        </Link>
      </h2>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
        <RelativeTime at={post.createdAt} />
        <span aria-hidden="true">·</span>
        <span>{commentSummary(post)}</span>
        {pending > 0 && <Badge tone="warn">{pending} pending</Badge>}
        {post.own && <Badge tone="accent">on its way</Badge>}
      </p>
      {latest && (
        <p dir="auto" className="mt-3 line-clamp-2 user-text border-line border-s-2 ps-3 text-sm">
          {latest.content}
        </p>
      )}
    </article>
  );
}
