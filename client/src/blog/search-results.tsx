import type { SearchHit } from '@blog/contracts';
import { searchTerms } from '@blog/contracts/fold-text';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { useAnnounce } from '../ui/announcer';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';
import { addressOfHit } from './address-of-hit';
import { readHits } from './blog-api';
import { excerptOf } from './excerpt-of';

/** The posts and comments with all the words searched for, newest first, with matches highlighted. */
export function SearchResults({ q }: { q: string }) {
  const search = useInfiniteQuery({
    queryKey: ['search', q],
    queryFn: ({ pageParam, signal }) => readHits(q, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    // A repeated search must find what was written since.
    gcTime: 0,
  });
  const { data, hasNextPage, isPlaceholderData } = search;
  const hits = data?.pages.flatMap(({ hits }) => hits) ?? [];
  const terms = searchTerms(q);
  const found = `${hits.length}${hasNextPage ? ' or more' : ''} found`;
  const announce = useAnnounce();
  useEffect(() => {
    if (search.isSuccess && !isPlaceholderData) announce(found);
  }, [search.isSuccess, isPlaceholderData, found, announce]);
  return (
    <section aria-label="Search results" className="mt-6 space-y-3" aria-busy={isPlaceholderData}>
      {search.isPending && <Loading label="Searching" rows={4} />}
      {search.isError && (
        <Notice tone="warn" role="status" title="Search is not available right now">
          {search.error.message} This page keeps trying.
        </Notice>
      )}
      {search.isSuccess && hits.length === 0 && !hasNextPage && (
        <Notice title="Nothing found">
          Every word has to be in the title of a post, or in a comment. Rejected comments are not searched.
        </Notice>
      )}
      {hits.length > 0 && <p className="text-muted text-sm">{found}</p>}
      {hits.map((hit) => (
        <Hit key={hit.position} hit={hit} terms={terms} />
      ))}
      {hasNextPage && (
        <p className="pt-2 text-center">
          <Button onClick={() => void search.fetchNextPage()} disabled={search.isFetchingNextPage}>
            {search.isFetchingNextPage ? 'Searching further back' : 'Search further back'}
          </Button>
        </p>
      )}
    </section>
  );
}

function Hit({ hit, terms }: { hit: SearchHit; terms: readonly string[] }) {
  const { post, comment } = hit;
  return (
    <article className="card relative p-4 transition-colors hover:border-accent sm:p-5">
      <h2 dir="auto" className="user-text font-semibold font-serif text-lg leading-snug">
        <Link to={addressOfHit(hit)} className="after:absolute after:inset-0">
          {comment ? post.title : <Marked text={post.title} terms={terms} />}
        </Link>
      </h2>
      {comment && (
        <>
          <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
            <span>
              Comment, <RelativeTime at={comment.createdAt} />
            </span>
            {comment.status === 'pending' && <Badge tone="warn">pending</Badge>}
          </p>
          <p dir="auto" className="user-text mt-2 border-line border-s-2 ps-3 text-sm">
            <Marked text={comment.content} terms={terms} />
          </p>
        </>
      )}
    </article>
  );
}

function Marked({ text, terms }: { text: string; terms: readonly string[] }) {
  return excerptOf(text, terms).map(({ text: part, isFound }, index) =>
    isFound ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have nothing but their order
      <mark key={index} className="rounded-sm bg-warn-tint font-medium text-warn">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
