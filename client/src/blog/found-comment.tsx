import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { readCommentAt } from './blog-api';
import { CommentItem } from './comment-item';
import type { ShownComment } from './own-writes';

/** The comment that the page's address leads to. */
export function useTarget() {
  const [search] = useSearchParams();
  const id = search.get('comment') ?? undefined;
  const at = Number(search.get('at'));
  return { id, at: Number.isSafeInteger(at) && at > 0 ? at : undefined };
}

/** The comment that the address leads to, read on its own if it is not among the loaded ones. */
export function FoundComment({ postId, comments }: { postId: string; comments: readonly ShownComment[] }) {
  const { id, at } = useTarget();
  const isLoaded = comments.some((comment) => comment.id === id);
  const { data } = useQuery({
    queryKey: ['comment at', postId, at],
    queryFn: ({ signal }) => readCommentAt(postId, at ?? 0, signal),
    enabled: id !== undefined && at !== undefined && !isLoaded,
  });
  if (isLoaded || data == null || data.id !== id) return null;
  return (
    <section aria-label="The comment that was found" className="mb-6">
      <p className="mb-2 text-muted text-sm">The comment you were looking for:</p>
      <CommentItem comment={data} isTarget />
    </section>
  );
}
