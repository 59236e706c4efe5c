import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Timeline } from './timeline';

const ROW_PX = 64;

interface PastPostsProps {
  readonly timeline: Timeline;
  readonly ids: readonly string[];
  readonly chosenId: string | undefined;
  readonly changedId: string | undefined;
  readonly onChoose: (id: string) => void;
}

/** The posts that existed at a moment, newest first. */
export function PastPosts({ timeline, ids, chosenId, changedId, onChoose }: PastPostsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    getItemKey: (index) => ids[index] ?? index,
  });
  const chosenIndex = chosenId === undefined ? -1 : ids.indexOf(chosenId);
  useEffect(() => {
    if (chosenIndex >= 0) rows.scrollToIndex(chosenIndex);
  }, [rows, chosenIndex]);
  return (
    <section ref={scroller} aria-label="Posts" className="card h-80 overflow-y-auto lg:h-[34rem]">
      {ids.length === 0 && <p className="p-4 text-muted">No posts at this moment.</p>}
      <ul style={{ height: rows.getTotalSize() }} className="relative">
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const post = timeline.post(ids[index] ?? '');
          if (post === undefined) return null;
          const isChosen = post.id === chosenId;
          return (
            <li
              key={key}
              className="absolute inset-x-0"
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
            >
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => onChoose(post.id)}
                className={`flex h-full w-full flex-col justify-center border-line border-b border-l-4 px-3 text-left ${
                  post.id === changedId ? 'border-l-accent' : 'border-l-transparent'
                } ${isChosen ? 'bg-tint' : 'hover:bg-sunken'}`}
              >
                <span dir="auto" className="w-full truncate font-medium">
                  {post.title}
                </span>
                <span className="text-muted text-sm">
                  {post.commentCount === 1 ? '1 comment' : `${post.commentCount} comments`}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
