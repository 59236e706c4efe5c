import { memo } from 'react';
import type { Fold } from './event-rows';
import type { EventSummary } from './event-summary';
import { FoldButton } from './fold-button';
import { ToldLine } from './told-line';

/** The columns of a wide list, by available width; the heading uses them too. */
export const COLUMNS =
  'sm:grid sm:grid-cols-[4.5rem_minmax(0,1fr)_5rem] @4xl:grid-cols-[4.5rem_minmax(0,1fr)_9.5rem_7rem_5rem] @5xl:grid-cols-[4.5rem_minmax(0,1fr)_9.5rem_6rem_7rem_5rem] sm:items-center sm:gap-x-4';
/** The widths from which a column is shown. */
export const TYPE_SHOWN = 'hidden @4xl:block';
export const SOURCE_SHOWN = 'hidden @5xl:block';

/** A grey bar while an event loads. Uses the same elements as a loaded row, so that fast scrolling creates none. */
const BAR =
  "empty:before:block empty:before:h-3 empty:before:w-2/3 empty:before:rounded empty:before:bg-sunken empty:before:content-['']";

interface EventRowProps {
  readonly id: string;
  readonly position: number;
  /** undefined: loading. */
  readonly event: EventSummary | undefined;
  readonly fold: Fold | undefined;
  readonly age: string;
  /** Its number among all rows, from 1. */
  readonly number: number;
  /** True for the row with the keyboard. */
  readonly isActive: boolean;
  readonly isOpen: boolean;
  /** True if it has the same subject as the active or open row. */
  readonly isRelated: boolean;
  readonly isNew: boolean;
  readonly isWide: boolean;
  /** The searched text. */
  readonly contains: string;
  /** The query of the page's address, which links keep. */
  readonly search: string;
}

/** One event in a line, or two on a phone. The whole row is a link, whose clicks the list handles. */
export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { id, position, event, fold, age, number, contains, search } = props;
  const { isActive, isOpen, isRelated, isNew, isWide } = props;
  const ground = isOpen ? 'bg-tint' : 'hover:bg-sunken';
  const related = isRelated ? 'shadow-[inset_3px_0_var(--color-line)]' : '';
  const mark = isActive ? 'shadow-[inset_3px_0_var(--color-accent)]' : related;
  const fade = isNew ? 'transition-opacity duration-500 starting:opacity-0' : '';
  const level = fold === undefined || fold.isHead ? 1 : 2;
  return (
    <tr
      id={id}
      aria-rowindex={number + 1}
      aria-selected={isOpen}
      aria-busy={event === undefined}
      aria-expanded={fold?.isHead ? fold.isUnfolded : undefined}
      aria-level={fold === undefined ? undefined : level}
      className={`relative h-14 border-line sm:h-9 border-b px-3 text-sm outline-none max-sm:flex max-sm:items-center max-sm:gap-x-2 ${COLUMNS} ${ground} ${mark} ${fade}`}
    >
      <td aria-colindex={1} className="text-muted tabular-nums max-sm:text-xs sm:text-right">
        <a
          href={`/bus/${position}${search}`}
          data-position={position}
          tabIndex={-1}
          className="outline-none after:absolute after:inset-0"
        >
          {position}
        </a>
      </td>
      <td aria-colindex={2} className={`min-w-0 max-sm:flex-1 ${BAR}`}>
        {event && (
          <span className={`flex min-w-0 items-center ${level > 1 ? 'pl-6' : ''}`}>
            {fold?.isHead && <FoldButton position={position} isUnfolded={fold.isUnfolded} />}
            <span className="min-w-0 flex-1">
              <ToldLine event={event} fold={fold} isWide={isWide} contains={contains} />
            </span>
          </span>
        )}
      </td>
      <td aria-colindex={3} title={event?.type} className={`truncate text-muted ${TYPE_SHOWN} ${BAR}`}>
        {event?.type}
      </td>
      <td aria-colindex={4} title={event?.source} className={`truncate text-muted ${SOURCE_SHOWN} ${BAR}`}>
        {event?.source}
      </td>
      <td
        aria-colindex={5}
        title={event?.subject}
        className={`truncate font-mono text-muted text-xs ${TYPE_SHOWN} ${BAR}`}
      >
        {event && (event.subject ?? '–')}
      </td>
      <td
        aria-colindex={6}
        title={event?.storedtime}
        className="whitespace-nowrap text-right text-muted tabular-nums max-sm:absolute max-sm:right-3 max-sm:bottom-2 max-sm:text-xs"
      >
        {event && age}
      </td>
    </tr>
  );
});
