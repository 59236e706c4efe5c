import { memo } from 'react';
import type { EventSummary } from './event-rows';

/** The columns of a wide list; the heading uses them as well. */
export const COLUMNS =
  'sm:grid sm:grid-cols-[4.5rem_minmax(10rem,1.1fr)_minmax(5.5rem,0.7fr)_minmax(0,1.6fr)_5rem] sm:items-center sm:gap-x-4';

/** A grey bar in the place of what is on its way: the same elements in any case, so that fast scrolling makes none. */
const BAR =
  "empty:before:block empty:before:h-3 empty:before:w-2/3 empty:before:rounded empty:before:bg-sunken empty:before:content-['']";

interface EventRowProps {
  readonly id: string;
  readonly position: number;
  /** undefined: on its way. */
  readonly event: EventSummary | undefined;
  readonly age: string;
  /** Its place among all rows, from 1. */
  readonly number: number;
  /** Where the keyboard is. */
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isNew: boolean;
  /** The query of the page's address, which stays. */
  readonly search: string;
}

/** One event in a line, or two on a phone. The whole row is a link, which the list follows. */
export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { id, position, event, age, number, isActive, isOpen, isNew, search } = props;
  const ground = isOpen ? 'bg-tint' : 'hover:bg-sunken';
  const mark = isActive ? 'shadow-[inset_3px_0_var(--color-accent)]' : '';
  const fade = isNew ? 'transition-opacity duration-500 starting:opacity-0' : '';
  return (
    <tr
      id={id}
      aria-rowindex={number + 1}
      aria-selected={isOpen}
      aria-busy={event === undefined}
      className={`relative h-14 border-line sm:h-9 border-b px-3 text-sm outline-none max-sm:flex max-sm:flex-wrap max-sm:content-center max-sm:items-baseline max-sm:gap-x-2 ${COLUMNS} ${ground} ${mark} ${fade}`}
    >
      <td className="text-muted tabular-nums sm:text-right">
        <a
          href={`/bus/${position}${search}`}
          data-position={position}
          tabIndex={-1}
          className="outline-none after:absolute after:inset-0"
        >
          {position}
        </a>
      </td>
      <td title={event?.type} className={`truncate font-medium max-sm:min-w-0 max-sm:flex-1 ${BAR}`}>
        {event?.type}
      </td>
      <td
        title={event?.source}
        className={`truncate text-muted max-sm:order-1 max-sm:max-w-[40%] max-sm:text-xs ${BAR}`}
      >
        {event?.source}
      </td>
      <td
        title={event?.subject}
        className={`truncate font-mono text-muted text-xs max-sm:order-1 max-sm:min-w-0 max-sm:flex-1 ${BAR}`}
      >
        {event && (event.subject ?? '–')}
      </td>
      <td
        title={event?.storedtime}
        className="whitespace-nowrap text-right text-muted tabular-nums max-sm:text-xs"
      >
        {event && age}
      </td>
      <td aria-hidden="true" className="w-full p-0 sm:hidden" />
    </tr>
  );
});
