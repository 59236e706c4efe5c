import { CONTAINS_CHARACTERS_MAX, CONTAINS_CHARACTERS_MIN, isSearchable } from './event-filter';
import { FilterField } from './filter-field';
import type { LogTail } from './log-tail';
import { TypeFilter } from './type-filter';
import type { ListView } from './use-list-address';

interface EventToolbarProps {
  readonly view: ListView;
  readonly onView: (view: Partial<ListView>, options?: { isContinued?: boolean }) => void;
  readonly logId: string;
  readonly tail: LogTail;
}

/** The filters of the list. */
export function EventToolbar({ view, onView, logId, tail }: EventToolbarProps) {
  const { filter } = view;
  return (
    <div className="mb-3 flex flex-wrap items-start gap-2">
      <TypeFilter
        logId={logId}
        tail={tail}
        types={filter.types}
        onTypes={(types) => onView({ filter: { ...filter, types } })}
      />
      <FilterField
        label="Search the events"
        className="max-sm:order-first max-sm:basis-full"
        value={filter.contains}
        charactersMax={CONTAINS_CHARACTERS_MAX}
        refusal={(text) => (isSearchable(text) ? undefined : `${CONTAINS_CHARACTERS_MIN} characters or more`)}
        onValue={(contains, options) => onView({ filter: { ...filter, contains } }, options)}
      />
      <FilterField
        label="Subject, in full"
        value={filter.subject}
        onValue={(subject, options) => onView({ filter: { ...filter, subject } }, options)}
      />
    </div>
  );
}
