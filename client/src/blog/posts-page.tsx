import { useEffect, useRef } from 'react';
import { Button } from '../ui/button';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { LiveMark } from './live-mark';
import { NewPostForm } from './new-post-form';
import { PostCard } from './post-card';
import { useAnnouncedPosts } from './use-announced-posts';
import { usePosts } from './use-posts';

/** The list of posts, which goes on as it is scrolled. */
export function PostsPage() {
  const { list, posts, isLive } = usePosts();
  useAnnouncedPosts(posts);
  const isEmpty = list.isSuccess && posts.length === 0;
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="Posts" intro="Written by anyone, moderated by a service, kept by the log.">
        <LiveMark isLive={isLive} />
      </PageHeader>
      <NewPostForm />
      <section aria-label="All posts" className="mt-6 space-y-3">
        {list.isPending && <Loading label="Loading posts" rows={4} />}
        {list.isError && list.data === undefined && (
          <Notice tone="warn" role="status" title="Posts cannot be shown for now">
            {list.error.message} This page tries again by itself.
          </Notice>
        )}
        {isEmpty && (
          <Notice title="No posts yet">
            Write the first one above, or run “npm run seed” for a hundred of them.
          </Notice>
        )}
        {posts.map((post) => (
          <PostCard key={post.id} post={post} />
        ))}
        {list.hasNextPage && (
          <MorePosts onReached={() => void list.fetchNextPage()} isLoading={list.isFetchingNextPage} />
        )}
        {list.isSuccess && !list.hasNextPage && posts.length > 5 && (
          <p className="pt-4 text-center text-muted text-sm">That was the first post of all.</p>
        )}
      </section>
    </div>
  );
}

/** Asks for more once it comes near the window; it is also a button, for those who do not scroll. */
function MorePosts({ onReached, isLoading }: { onReached: () => void; isLoading: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const reached = useRef(onReached);
  useEffect(() => {
    reached.current = onReached;
  });
  useEffect(() => {
    if (place.current === null || isLoading) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) reached.current();
      },
      { rootMargin: '600px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isLoading]);
  return (
    <div ref={place} className="pt-2 text-center">
      <Button onClick={onReached} disabled={isLoading}>
        {isLoading ? 'Loading older posts' : 'Older posts'}
      </Button>
    </div>
  );
}
