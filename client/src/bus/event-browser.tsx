import { useEffect, useEffectEvent, useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import type { LogNow } from '../api/read-log';
import { Notice } from '../ui/notice';
import { filterQuery, isFiltering, NO_FILTER } from './event-filter';
import { EventList } from './event-list';
import { EventPanel } from './event-panel';
import { EventToolbar } from './event-toolbar';
import { FollowButton } from './follow-button';
import { ListStatus } from './list-status';
import { headOf } from './log-tail';
import { rowsOfMatches } from './matches';
import { useEventFilter } from './use-event-filter';
import { useListLayout } from './use-list-layout';
import { useLogRows } from './use-log-rows';
import { useLogTail } from './use-log-tail';
import { useMatches } from './use-matches';
import { useReading } from './use-reading';
import { useRefreshedLog } from './use-refreshed-log';

interface EventBrowserProps {
  /** As it was found when the page opened. */
  readonly log: LogNow;
  /** The position that the address names, as it stands there. */
  readonly open: string | undefined;
}

/** On a phone the event takes the list's place, which yet keeps its size and with it where it was scrolled to. */
const BEHIND_ON_PHONES = 'max-lg:invisible max-lg:h-0 max-lg:overflow-hidden';
const BESIDE = 'items-start gap-4 lg:grid lg:grid-cols-[minmax(0,1fr)_25rem]';

/** The list of events with what filters and steers it, and the panel of the one that is open. */
export function EventBrowser({ log: found, open }: EventBrowserProps) {
  // What is kept of it is of this epoch.
  const logId = `${found.id} ${found.epoch}`;
  const [filter, setFilter] = useEventFilter();
  const query = filterQuery(filter).toString();
  const isFiltered = isFiltering(filter);
  const { tail, isAway } = useLogTail(found);
  useRefreshedLog(isAway);
  const { matches, isSearching } = useMatches(filter, found.epoch);
  const total = isFiltered ? rowsOfMatches(matches).total : headOf(tail);
  const reading = useReading(query, { tail, matches }, total);
  const { shown, following, isPaused } = reading;
  const log = useLogRows({ logId, tail: shown.tail, following: following && !isFiltered });
  const rows = isFiltered ? rowsOfMatches(shown.matches) : log.rows;
  const layout = useListLayout();
  const grid = useRef<HTMLTableElement>(null);
  const navigate = useNavigate();

  const goTo = (position: number) => {
    reading.goTo(position);
    log.cover(position);
  };
  const openPosition = open !== undefined && /^[1-9]\d{0,14}$/.test(open) ? Number(open) : undefined;
  const wasOpen = useRef(false);
  const onOpen = useEffectEvent((position: number | undefined) => {
    if (position !== undefined && position <= headOf(tail)) goTo(position);
    else if (position === undefined && wasOpen.current) grid.current?.focus();
    wasOpen.current = position !== undefined;
  });
  useEffect(() => onOpen(openPosition), [openPosition]);
  const close = () => void navigate({ pathname: '/bus', search: query });

  if (headOf(tail) === 0) return <NothingYet />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears Escape from what is within.
    <div
      className={open === undefined ? '' : BESIDE}
      onKeyDown={({ key, target }) => {
        if (key === 'Escape' && open !== undefined && !(target instanceof HTMLInputElement)) close();
      }}
    >
      <section aria-label="Log" className={open === undefined ? '' : BEHIND_ON_PHONES}>
        <EventToolbar
          filter={filter}
          onFilter={setFilter}
          logId={logId}
          tail={tail}
          last={rows.reach.last}
          onGoTo={(position) => {
            const index = rows.indexOf(position);
            goTo(index === undefined ? position : rows.positionAt(index));
            grid.current?.focus();
          }}
          reading={reading}
        />
        <ListStatus
          rows={rows}
          isSearching={isSearching}
          isFollowing={following}
          isAway={isAway}
          isPaused={isPaused}
          waiting={total - rows.total}
          onClear={isFiltered ? () => setFilter(NO_FILTER) : undefined}
        />
        <div className="card relative h-[max(20rem,calc(100dvh-24.5rem))] sm:h-[max(20rem,calc(100dvh-20rem))] overflow-hidden">
          <EventList
            grid={grid}
            rows={rows}
            layout={layout}
            following={following}
            onFollowing={reading.setFollowing}
            jump={reading.jump}
            onVisible={isFiltered ? undefined : log.onVisible}
            active={reading.active}
            open={openPosition}
            onActive={goTo}
          />
          {isFiltered && rows.total === 0 && !isSearching && <NoMatchYet />}
          {!following && !isPaused && (
            <FollowButton news={total - reading.leftAt} onFollow={() => reading.setFollowing(true)} />
          )}
        </div>
      </section>
      {open !== undefined && (
        <EventPanel
          logId={logId}
          tail={tail}
          position={openPosition}
          given={open}
          onClose={close}
          onFilter={({ type, subject = '' }) =>
            setFilter({ types: type === undefined ? [] : [type], subject })
          }
        />
      )}
    </div>
  );
}

function NothingYet() {
  return (
    <Notice title="Nothing has happened yet">
      <Link to="/" className="text-accent underline">
        Write a post
      </Link>
      : its event appears here at once.
    </Notice>
  );
}

function NoMatchYet() {
  return (
    <div className="absolute inset-x-4 top-16">
      <Notice title="No event matches so far">
        What comes is looked at too, and appears here. A subject matches only in full.
      </Notice>
    </div>
  );
}
