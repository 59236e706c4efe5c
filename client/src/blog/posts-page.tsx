import { lazy, Suspense, useEffect, useRef } from 'react';
import { Button } from '../ui/button';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { LiveMark } from './live-mark';
import { NewPostForm } from './new-post-form';
import { PostCard } from './post-card';
import { SearchField, useSearchedFor } from './search-field';
import { useAnnouncedPosts } from './use-announced-posts';
import { usePosts } from './use-posts';

const SearchResults = lazy(async () => ({ default: (await import('./search-results')).SearchResults }));

/** The list of posts, which loads more when scrolled; or the results of a search. */
export function PostsPage() {
  const q = useSearchedFor();
  const { list, posts, isLive } = usePosts();
  const isSearch = q !== undefined;
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title={isSearch ? 'Search' : 'Posts'}
        intro={
          isSearch
            ? 'In post titles and comments of any age.'
            : 'Written by anyone, moderated by a service, kept by the log.'
        }
      >
        {!isSearch && <LiveMark isLive={isLive} />}
      </PageHeader>
      <SearchField />
      {isSearch ? (
        <Suspense fallback={<Loading label="Searching" rows={4} />}>
          <SearchResults q={q} />
        </Suspense>
      ) : (
        <AllPosts list={list} posts={posts} />
      )}
    </div>
  );
}

function AllPosts({ list, posts }: Pick<ReturnType<typeof usePosts>, 'list' | 'posts'>) {
  useAnnouncedPosts(posts);
  const isEmpty = list.isSuccess && posts.length === 0;
  return (
    <>
      <NewPostForm />
      <section aria-label="All posts" className="mt-6 space-y-3">
        {list.isPending && <Loading label="Loading posts" rows={4} />}
        {list.isError && list.data === undefined && (
          <Notice tone="warn" role="status" title="Posts cannot be shown right now">
            {list.error.message} This page keeps trying.
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
          <p className="pt-4 text-center text-muted text-sm">That was the very first post.</p>
        )}
      </section>
    </>
  );
}

/** Loads more when it comes near the viewport; also a button, for those who do not scroll. */
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
