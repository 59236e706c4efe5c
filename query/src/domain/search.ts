import { setImmediate } from 'node:timers/promises';
import type { SearchHit } from '@blog/contracts';
import type { Page } from '@blog/service-kit';
import type { ReadModel } from './read-model';
import type { Searcher, SearchQueue } from './search-queue';

/** Searched in one turn of the event loop: a millisecond or two. */
const TURN_BYTES_MAX = 1024 * 1024;
/** Searched for one page, roughly: the texts of some 300,000 comments. */
const PAGE_BYTES_MAX = 64 * 1024 * 1024;
/** Characters of comments in a page, roughly; a page ends after the turn that exceeds it. */
const PAGE_CHARACTERS_MAX = 1_000_000;

interface SearchRequest {
  /** Folded; nothing is found without any. */
  readonly terms: readonly string[];
  readonly limit: number;
  readonly before?: number | undefined;
  readonly reader: Searcher;
}

/**
 * A page of hits that contain all terms, newest first. It ends early if much must be searched for few hits; it is the last one
 * only if it has no `next`. Ends immediately, with the hits so far, when the reader leaves.
 * @throws DomainError `query.too_many_searches`
 */
export function search(
  { terms, limit, before = Number.MAX_SAFE_INTEGER, reader }: SearchRequest,
  { readModel, searches }: { readModel: Pick<ReadModel, 'search'>; searches: SearchQueue },
): Promise<Page<SearchHit>> {
  return searches.run(reader, async () => {
    const items: SearchHit[] = [];
    let next: number | undefined = terms.length === 0 ? undefined : before;
    let bytes = 0;
    let characters = 0;
    while (next !== undefined && !reader.leaving.aborted) {
      const part = readModel.search({
        terms,
        before: next,
        limit: limit - items.length,
        bytesMax: TURN_BYTES_MAX,
      });
      items.push(...part.hits);
      next = part.next;
      bytes += part.bytes;
      for (const { comment } of part.hits) characters += comment?.content.length ?? 0;
      if (items.length === limit || bytes > PAGE_BYTES_MAX || characters > PAGE_CHARACTERS_MAX) break;
      await setImmediate();
    }
    return { items, next };
  });
}
