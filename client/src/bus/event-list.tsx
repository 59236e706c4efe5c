import { type KeyboardEvent, type MouseEvent, useId } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useNow } from '../ui/use-now';
import { ageOf } from './age-of';
import { COLUMNS, EventRow, SOURCE_SHOWN, TYPE_SHOWN } from './event-row';
import type { EventRows } from './event-rows';
import { nextRow } from './next-row';
import { type ListScroll, useListScroll } from './use-list-scroll';

/** A row younger than this fades in. */
const NEW_MS = 1_500;

interface EventListProps extends ListScroll {
  /** The row with the keyboard. */
  readonly active: number | undefined;
  /** The open event. */
  readonly open: number | undefined;
  /** The searched text. */
  readonly contains: string;
  /** Called to move the keyboard to a position and bring it into view. */
  readonly onActive: (position: number) => void;
  /** Called to fold or unfold the thread that begins at a position. */
  readonly onFold: (position: number) => void;
}

/**
 * The events as a grid in which only the rows in view exist. Arrows, Page, Home and End move, Enter opens. With rows folded
 * into threads it is a treegrid: Right unfolds, Left folds.
 */
export function EventList({ active, open, contains, onActive, onFold, ...scroll }: EventListProps) {
  const { grid, rows, layout, following } = scroll;
  const { virtualizer, rowsInView, onScroll, onWheel } = useListScroll(scroll);
  const id = useId();
  const now = useNow(1_000);
  const { search } = useLocation();
  const navigate = useNavigate();
  const items = virtualizer.getVirtualItems();
  const activeIndex = active === undefined ? undefined : rows.indexOf(active);
  const activeRow = rowWith(rows, active);
  const openRow = rowWith(rows, open);
  const isActiveThere = activeRow !== undefined && items.some(({ index }) => index === activeRow);
  const relatedRow = openRow ?? activeRow;
  const relatedSubject = relatedRow === undefined ? undefined : rows.at(relatedRow)?.subject;

  const openEvent = (position: number) => void navigate({ pathname: `/bus/${position}`, search });
  // One listener for all rows: a router link in each would make scrolling slow.
  const onClick = (event: MouseEvent) => {
    const fold = (event.target as Element).closest<HTMLElement>('[data-fold]');
    if (fold !== null) {
      onFold(Number(fold.dataset.fold));
      return;
    }
    const link = (event.target as Element).closest('a');
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openEvent(Number(link.dataset.position));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && active !== undefined) {
      openEvent(active);
      return;
    }
    const fold = activeIndex === undefined ? undefined : rows.foldAt?.(activeIndex);
    if (fold !== undefined && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      event.preventDefault();
      const head = fold.thread.events[0]?.position ?? 0;
      if (fold.isUnfolded !== (event.key === 'ArrowRight')) onFold(head);
      if (event.key === 'ArrowLeft' && !fold.isHead) onActive(head);
      return;
    }
    const next = nextRow(event.key, { rows, active: activeIndex, inView: rowsInView() });
    if (next === undefined) return;
    event.preventDefault();
    onActive(next);
    if (event.key === 'End') scroll.onFollowing(true);
  };

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles support them; Biome does not resolve a conditional role.
    <table
      ref={grid}
      role={rows.foldAt === undefined ? 'grid' : 'treegrid'}
      aria-label="Events"
      tabIndex={0}
      aria-rowcount={rows.total + 1}
      aria-colcount={6}
      aria-activedescendant={isActiveThere ? `${id}-${rows.positionAt(activeRow)}` : undefined}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onScroll={onScroll}
      onWheel={onWheel}
      className="relative block h-full overflow-y-auto overscroll-contain rounded-xl [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
    >
      <ListHeading />
      {/* The rows are in the normal flow: absolutely positioned, each row that passes makes Chromium slower. */}
      <tbody
        className="block"
        style={{ height: rows.count * layout.rowHeight, paddingTop: items[0]?.start ?? 0 }}
      >
        {items.map(({ index }) => {
          const event = rows.at(index);
          const position = rows.positionAt(index);
          const ageMs = event === undefined ? 0 : now - Date.parse(event.storedtime);
          return (
            <EventRow
              key={position}
              id={`${id}-${position}`}
              position={position}
              event={event}
              fold={rows.foldAt?.(index)}
              age={ageOf(ageMs)}
              number={rows.first + index}
              isActive={index === activeRow}
              isOpen={index === openRow}
              isRelated={relatedSubject !== undefined && event?.subject === relatedSubject}
              isNew={following && event !== undefined && ageMs < NEW_MS}
              isWide={layout.isWide}
              contains={contains}
              search={search}
            />
          );
        })}
      </tbody>
    </table>
  );
}

/** The row that shows a position, also inside its folded thread. */
function rowWith(rows: EventRows, position: number | undefined): number | undefined {
  const index = position === undefined ? undefined : rows.indexOf(position);
  if (index === undefined || rows.positionAt(index) === position) return index;
  const events = rows.foldAt?.(index)?.thread.events ?? [];
  return events.some((event) => event.position === position) ? index : undefined;
}

function ListHeading() {
  return (
    <thead className="block border-line border-b bg-sunken max-sm:sr-only sm:sticky sm:top-0 sm:z-10 sm:h-9">
      <tr
        aria-rowindex={1}
        className={`h-full px-3 text-left font-medium text-muted text-xs max-sm:block ${COLUMNS}`}
      >
        <th scope="col" aria-colindex={1} className="font-medium sm:text-right">
          Position
        </th>
        <th scope="col" aria-colindex={2} className="font-medium">
          What happened
        </th>
        <th scope="col" aria-colindex={3} className={`font-medium ${TYPE_SHOWN}`}>
          Type
        </th>
        <th scope="col" aria-colindex={4} className={`font-medium ${SOURCE_SHOWN}`}>
          Source
        </th>
        <th scope="col" aria-colindex={5} className={`font-medium ${TYPE_SHOWN}`}>
          Subject
        </th>
        <th scope="col" aria-colindex={6} className="text-right font-medium">
          Age
        </th>
      </tr>
    </thead>
  );
}
