import { useRef } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import type { LogEvent } from '../api/bus-events';
import type { LogNow } from '../api/read-log';
import { Notice } from '../ui/notice';
import { filterQuery, isFiltering, NO_FILTER } from './event-filter';
import { EventList } from './event-list';
import { EventPanel } from './event-panel';
import { EventToolbar } from './event-toolbar';
import { FollowButton } from './follow-button';
import { ListControls } from './list-controls';
import { ListStatus } from './list-status';
import { headOf, type LogTail } from './log-tail';
import { type Matches, rowsOfMatches } from './matches';
import { useListAddress } from './use-list-address';
import { useListLayout } from './use-list-layout';
import { useListSteps } from './use-list-steps';
import { useLogRows } from './use-log-rows';
import { useLogTail } from './use-log-tail';
import { useMatches } from './use-matches';
import { useReading } from './use-reading';
import { useRefreshedLog } from './use-refreshed-log';
import { useThreads } from './use-threads';

interface EventBrowserProps {
  /** The log as found when the page opened. */
  readonly log: LogNow;
  /** The position in the address, unparsed. */
  readonly open: string | undefined;
  /** Called to publish a copy of an event. */
  readonly onCopy: (event: LogEvent) => void;
}

/** On a phone the event covers the list, which keeps its size and thereby its scroll position. */
const BEHIND_ON_PHONES = 'max-lg:invisible max-lg:h-0 max-lg:overflow-hidden';
const BESIDE = 'items-start gap-4 lg:grid lg:grid-cols-[minmax(0,1fr)_25rem]';

/** The list of events with its filters and controls, and the panel of the open event. */
export function EventBrowser({ log: found, open, onCopy }: EventBrowserProps) {
  // Cached events belong to one epoch.
  const logId = `${found.id} ${found.epoch}`;
  const [view, setView] = useListAddress();
  const { filter, isFolded } = view;
  const query = filterQuery(filter).toString();
  const isFiltered = isFiltering(filter);
  const { tail, isAway } = useLogTail(found);
  useRefreshedLog(isAway);
  const { matches, isSearching } = useMatches(filter, found.epoch);
  const totalOf = (of: { tail: LogTail; matches: Matches }) =>
    isFiltered ? of.matches.dropped + of.matches.events.length : headOf(of.tail);
  const total = totalOf({ tail, matches });
  const reading = useReading(query, { tail, matches }, total);
  const { shown, following, isPaused } = reading;
  const log = useLogRows({ logId, tail: shown.tail, following: following && !isFiltered });
  const threads = useThreads({
    isOn: isFolded,
    logId,
    foundHead: found.head,
    tail: shown.tail,
    matches: isFiltered ? shown.matches.events : undefined,
    isSearching,
    following,
  });
  const plainRows = isFiltered ? rowsOfMatches(shown.matches) : log.rows;
  const rows = isFolded ? threads.rows : plainRows;
  const layout = useListLayout();
  const grid = useRef<HTMLTableElement>(null);
  const navigate = useNavigate();
  const { search } = useLocation();

  const openPosition = open !== undefined && /^[1-9]\d{0,14}$/.test(open) ? Number(open) : undefined;
  const { goTo, goToNearest } = useListSteps({
    grid,
    rows,
    plainRows,
    view,
    onUnfold: () => setView({ isFolded: false }),
    openPosition,
    head: headOf(tail),
    active: following ? undefined : reading.active,
    goTo: (position) => {
      reading.goTo(position);
      log.cover(position);
    },
  });
  const close = () => void navigate({ pathname: '/bus', search });

  if (headOf(tail) === 0) return <NothingYet />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only handles Escape from the elements inside.
    <div
      className={open === undefined ? '' : BESIDE}
      onKeyDown={({ key, target }) => {
        if (key === 'Escape' && open !== undefined && !(target instanceof HTMLInputElement)) close();
      }}
    >
      <section aria-label="Log" className={`@container ${open === undefined ? '' : BEHIND_ON_PHONES}`}>
        <EventToolbar view={view} onView={setView} logId={logId} tail={tail} />
        <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
          <ListStatus
            rows={rows}
            threads={isFolded ? threads : undefined}
            isSearching={isSearching || (isFolded && threads.isLoading)}
            isFollowing={following}
            isAway={isAway}
            isPaused={isPaused}
            waiting={total - totalOf(shown)}
            onClear={isFiltered ? () => setView({ filter: NO_FILTER }) : undefined}
          />
          <ListControls
            isFolded={isFolded}
            onFolded={(next) => setView({ isFolded: next })}
            last={plainRows.reach.last}
            onGoTo={goToNearest}
            reading={reading}
          />
        </div>
        <div className="card relative h-[max(20rem,calc(100dvh-30rem))] overflow-hidden sm:h-[max(20rem,calc(100dvh-21.5rem))]">
          <EventList
            grid={grid}
            rows={rows}
            layout={layout}
            following={following}
            onFollowing={reading.setFollowing}
            jump={reading.jump}
            onVisible={isFiltered || isFolded ? undefined : log.onVisible}
            active={reading.active}
            open={openPosition}
            contains={filter.contains}
            onActive={goTo}
            onFold={threads.toggle}
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
          onFilter={(only) => setView({ filter: { ...NO_FILTER, ...only } })}
          onCopy={onCopy}
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
      : its event appears here immediately.
    </Notice>
  );
}

function NoMatchYet() {
  return (
    <div className="absolute inset-x-4 top-16">
      <Notice title="No event matches so far">
        New events are searched too and appear here. A subject must match in full.
      </Notice>
    </div>
  );
}
