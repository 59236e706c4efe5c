import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { PastPost } from './past-post';
import { PastPosts } from './past-posts';
import { TimelineControls } from './timeline-controls';
import { usePlayback } from './use-playback';
import { type TimelineState, useTimeline } from './use-timeline';
import { subjectOf, whatHappened } from './what-happened';

/** The blog as it was at any position of the log. */
export function TimeTravelPage() {
  const state = useTimeline();
  const { loaded, total, isLoaded, trouble } = state;
  return (
    <>
      <PageHeader
        title="Time travel"
        intro="The blog as it was after each event, folded here in the browser by the very function that query uses."
      />
      {trouble && (
        <div className="mb-4">
          <Notice tone="warn" role="status" title={`The log is here up to position ${loaded}`}>
            {trouble}
          </Notice>
        </div>
      )}
      {!isLoaded && (
        <div className="mb-4">
          <progress
            aria-label="Reading the log"
            value={loaded}
            max={total || 1}
            className="w-full accent-accent"
          />
          <p className="text-muted text-sm">
            Reading the log: {loaded.toLocaleString('en')} of {total.toLocaleString('en')} events
          </p>
        </div>
      )}
      {isLoaded && loaded < total && !trouble && (
        <div className="mb-4">
          <Notice title={`The first ${loaded.toLocaleString('en')} of ${total.toLocaleString('en')} events`}>
            A browser keeps no more of them.
          </Notice>
        </div>
      )}
      {isLoaded && loaded === 0 && !trouble && (
        <Notice title="Nothing has happened yet">
          <Link to="/" className="text-accent underline">
            Write a post
          </Link>{' '}
          and come back.
        </Notice>
      )}
      {!isLoaded && !trouble && <Loading label="Reading the log" rows={2} />}
      {isLoaded && loaded > 0 && <Journey state={state} />}
    </>
  );
}

/** Where in the log one is; kept in the address, so that it can be shared and survives a reload. */
function usePosition({ timeline, loaded }: TimelineState) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('position');
  const [position, setPosition] = useState(() =>
    asked === null ? loaded : Math.max(0, Math.min(Math.trunc(Number(asked)) || 0, loaded)),
  );
  const [isAtHead, setAtHead] = useState(position === loaded);
  const shown = isAtHead ? loaded : position;
  useEffect(() => {
    const wanted = isAtHead ? null : String(shown);
    if (wanted === asked) return;
    // Not at each step: browsers bound how often an address may change.
    const timer = setTimeout(
      () => setSearch(wanted === null ? {} : { position: wanted }, { replace: true }),
      300,
    );
    return () => clearTimeout(timer);
  }, [shown, isAtHead, asked, setSearch]);
  const moveTo = (next: number) => {
    const target = Math.min(Math.max(0, next), timeline.head);
    setAtHead(target === timeline.head);
    setPosition(target);
  };
  return [shown, moveTo] as const;
}

function Journey({ state }: { state: TimelineState }) {
  const { timeline, loaded } = state;
  const [position, moveTo] = usePosition(state);
  const playback = usePlayback({ position, end: loaded, moveTo });
  const [pinnedId, setPinnedId] = useState<string>();
  timeline.moveTo(position);
  const event = timeline.eventAt(position);
  const subject = subjectOf(event);
  const ids = timeline.postIds();
  const chosenId = pinnedId ?? subject.postId ?? ids[0];
  return (
    <div className="space-y-4">
      <TimelineControls
        position={position}
        head={loaded}
        moveTo={moveTo}
        moveToTime={(timeMs) => moveTo(timeline.positionAt(timeMs))}
        time={event?.storedtime}
        {...playback}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-1">
        <p>
          {event && (
            <Link to={`/bus/${position}`} className="mr-2 font-mono text-accent text-sm hover:underline">
              {event.type}
            </Link>
          )}
          {timeline.isSetAside(position)
            ? 'It was set aside: it could not be read, or comes after such a one.'
            : whatHappened(event)}
        </p>
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={pinnedId === undefined}
            onChange={({ target }) => setPinnedId(target.checked ? undefined : chosenId)}
            className="size-4 accent-accent"
          />
          Show the post that each event is about
        </label>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] lg:items-start">
        <PastPosts
          timeline={timeline}
          ids={ids}
          chosenId={chosenId}
          changedId={subject.postId}
          onChoose={setPinnedId}
        />
        {chosenId && <PastPost timeline={timeline} id={chosenId} changedCommentId={subject.commentId} />}
      </div>
    </div>
  );
}
