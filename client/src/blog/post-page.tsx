import { Link, useParams } from 'react-router';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { RelativeTime } from '../ui/relative-time';
import { CommentList } from './comment-list';
import { LiveMark } from './live-mark';
import { NewCommentForm } from './new-comment-form';
import { PostActions } from './post-actions';
import { useDraft } from './use-draft';
import { usePost } from './use-post';

const back = (
  <Link to="/" className="text-accent text-sm hover:underline">
    All posts
  </Link>
);

/** What one was writing when its place went away. */
function LeftDraft({ name }: { name: string }) {
  const { text, clear } = useDraft(name);
  if (text === '') return null;
  return (
    <div className="mt-4">
      <Notice title="What you were writing" action={<Button onClick={clear}>Throw it away</Button>}>
        <p dir="auto" className="whitespace-pre-wrap break-words">
          {text}
        </p>
      </Notice>
    </div>
  );
}

/** One post with its comments. */
export function PostPage() {
  const { id = '' } = useParams();
  const { reading, post, changedAt, isGone, isLive } = usePost(id);
  return (
    <div className="mx-auto max-w-3xl">
      <p className="mb-3">{back}</p>
      {isGone && (
        <>
          <PageHeader title="No such post" />
          <Notice title="This post is unknown or was deleted.">
            What happened to it is still in the log.
          </Notice>
          <LeftDraft name={`comment on ${id}`} />
        </>
      )}
      {!isGone && reading.isPending && <Loading label="Loading the post" />}
      {!isGone && post === undefined && reading.isError && (
        <>
          <PageHeader title="A post" />
          <Notice tone="warn" role="status" title="This post cannot be shown for now">
            {reading.error.message} This page tries again by itself.
          </Notice>
        </>
      )}
      {!isGone && post && (
        <article key={id}>
          <PageHeader title={post.title}>
            <LiveMark isLive={isLive} />
          </PageHeader>
          <div className="-mt-4 flex flex-wrap items-center gap-2 text-muted text-sm">
            <span>
              Written <RelativeTime at={post.createdAt} />
            </span>
            {post.version > 1 && <span>, edited</span>}
            {post.own && <Badge tone="accent">on its way</Badge>}
            <PostActions post={post} />
          </div>
          <CommentList post={post} changedAt={changedAt} />
          <NewCommentForm postId={post.id} />
        </article>
      )}
    </div>
  );
}
