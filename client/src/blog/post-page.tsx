import { Link, useParams } from 'react-router';
import { Badge } from '../ui/badge';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { RelativeTime } from '../ui/relative-time';
import { editDraft } from './comment-item';
import { CommentList } from './comment-list';
import { eventsOf, historyOf } from './history-links';
import { LeftDraft } from './left-draft';
import { LiveMark } from './live-mark';
import { commentDraft, NewCommentForm } from './new-comment-form';
import { PostActions, titleDraft } from './post-actions';
import { useDraftNames } from './use-draft';
import { usePost } from './use-post';

const back = (
  <Link to="/" className="text-accent text-sm hover:underline">
    All posts
  </Link>
);

/** Unsent texts for a post that is gone. */
function LeftDrafts({ postId }: { postId: string }) {
  const edits = useDraftNames(editDraft(postId, ''));
  return [titleDraft(postId), commentDraft(postId), ...edits].map((name) => (
    <LeftDraft key={name} name={name} />
  ));
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
          <Notice
            title="This post is unknown or was deleted."
            action={
              <span className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
                <Link to={historyOf(id)} className="text-accent underline">
                  Travel through its history
                </Link>
                <Link to={eventsOf(id)} className="text-accent underline">
                  Its events on the bus
                </Link>
              </span>
            }
          >
            Its history is still in the log.
          </Notice>
          <LeftDrafts postId={id} />
        </>
      )}
      {!isGone && reading.isPending && <Loading label="Loading the post" />}
      {!isGone && post === undefined && reading.isError && (
        <>
          <PageHeader title="A post" />
          <Notice tone="warn" role="status" title="This post cannot be shown right now">
            {reading.error.message} This page keeps trying.
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
              {post.version > 1 && ', edited'}
            </span>
            {post.own && <Badge tone="accent">on its way</Badge>}
            <PostActions post={post} />
          </div>
          <NewCommentForm post={post} />
          <CommentList post={post} changedAt={changedAt} />
        </article>
      )}
    </div>
  );
}
