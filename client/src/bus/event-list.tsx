import { type KeyboardEvent, type MouseEvent, useId } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useNow } from '../ui/use-now';
import { ageOf } from './age-of';
import { COLUMNS, EventRow } from './event-row';
import { nextRow } from './next-row';
import { type ListScroll, useListScroll } from './use-list-scroll';

/** A row that came so lately fades in. */
const NEW_MS = 1_500;

interface EventListProps extends ListScroll {
  /** Where the keyboard is. */
  readonly active: number | undefined;
  /** The event that is open. */
  readonly open: number | undefined;
  /** To put the keyboard on a position and bring that into view. */
  readonly onActive: (position: number) => void;
}

/** The events as a grid of which only the rows in view exist. Arrows, Page, Home and End move, Enter opens. */
export function EventList({ active, open, onActive, ...scroll }: EventListProps) {
  const { grid, rows, layout, following } = scroll;
  const { virtualizer, rowsInView, onScroll, onWheel } = useListScroll(scroll);
  const id = useId();
  const now = useNow(1_000);
  const { search } = useLocation();
  const navigate = useNavigate();
  const items = virtualizer.getVirtualItems();
  const activeIndex = active === undefined ? undefined : rows.indexOf(active);
  const isActiveThere = activeIndex !== undefined && items.some(({ index }) => index === activeIndex);

  const openEvent = (position: number) => void navigate({ pathname: `/bus/${position}`, search });
  // One listener for all rows: a router's link in each would make scrolling slow.
  const onClick = (event: MouseEvent) => {
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
    const next = nextRow(event.key, { rows, active: activeIndex, inView: rowsInView() });
    if (next === undefined) return;
    event.preventDefault();
    onActive(next);
    if (event.key === 'End') scroll.onFollowing(true);
  };

  return (
    <table
      ref={grid}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA in HTML lets a table be a grid.
      role="grid"
      aria-label="Events"
      tabIndex={0}
      aria-rowcount={rows.total + 1}
      aria-colcount={5}
      aria-activedescendant={isActiveThere ? `${id}-${active}` : undefined}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onScroll={onScroll}
      onWheel={onWheel}
      className="relative block h-full overflow-y-auto overscroll-contain rounded-xl [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
    >
      <ListHeading />
      {/* The rows are in the normal flow: a place of its own for each makes Chromium slower with every row that passes. */}
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
              age={ageOf(ageMs)}
              number={rows.first + index}
              isActive={position === active}
              isOpen={position === open}
              isNew={following && event !== undefined && ageMs < NEW_MS}
              search={search}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function ListHeading() {
  return (
    <thead className="block border-line border-b bg-sunken max-sm:sr-only sm:sticky sm:top-0 sm:z-10 sm:h-9">
      <tr
        aria-rowindex={1}
        className={`h-full px-3 text-left font-medium text-muted text-xs max-sm:block ${COLUMNS}`}
      >
        <th scope="col" className="font-medium sm:text-right">
          Position
        </th>
        <th scope="col" className="font-medium">
          Type
        </th>
        <th scope="col" className="font-medium">
          Source
        </th>
        <th scope="col" className="font-medium">
          Subject
        </th>
        <th scope="col" className="text-right font-medium">
          Age
        </th>
      </tr>
    </thead>
  );
}
