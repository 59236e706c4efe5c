import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { Loading } from '../ui/loading';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';
import { PastPost } from './past-post';
import { PastPosts } from './past-posts';
import { SliderMarks } from './slider-marks';
import { TimelineControls } from './timeline-controls';
import { trackOf } from './track';
import { useMoment } from './use-moment';
import { usePlayback } from './use-playback';
import { type TimelineState, useTimeline } from './use-timeline';
import { subjectOf, whatHappened } from './what-happened';

/** The blog at any position of the log. */
export function TimeTravelPage() {
  const state = useTimeline();
  const { loaded, total, isLoaded, trouble } = state;
  return (
    <>
      <PageHeader
        title="Time travel"
        intro="The blog as it was after each event, rebuilt in your browser by the same function that query uses."
      />
      {trouble && (
        <div className="mb-4">
          <Notice
            tone="warn"
            role="status"
            title={
              loaded === 0 ? 'The log cannot be read right now' : `The log is loaded up to position ${loaded}`
            }
          >
            {trouble} {!isLoaded && 'This page keeps trying.'}
          </Notice>
        </div>
      )}
      {!isLoaded && total > 0 && (
        <div className="mb-4">
          <progress
            aria-label="Reading the log"
            value={loaded}
            max={total}
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
            This page loads no more than that.
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
      {!isLoaded && total === 0 && !trouble && <Loading label="Reading the log" rows={2} />}
      {isLoaded && loaded > 0 && <Journey state={state} />}
    </>
  );
}

function Journey({ state }: { state: TimelineState }) {
  const { timeline, loaded } = state;
  const { position, postId, moveTo, showPost } = useMoment(state);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a timeline that has grown has other steps
  const track = useMemo(() => trackOf(timeline, postId), [timeline, postId, loaded]);
  const step = track.stepAt(position);
  const stepTo = (next: number) =>
    moveTo(next >= track.steps ? timeline.head : track.positionOf(Math.max(0, next)));
  const playback = usePlayback({ step, end: track.steps, stepTo });
  const [pinnedId, setPinnedId] = useState<string>();
  timeline.moveTo(position);
  const at = track.positionOf(step);
  const event = timeline.eventAt(at);
  const subject = subjectOf(event);
  const ids = timeline.postIds();
  const chosenId = postId ?? pinnedId ?? subject.postId ?? ids[0];
  return (
    <div className="space-y-4">
      {postId && <OnePost id={postId} onLeave={() => showPost(undefined)} />}
      <TimelineControls
        step={step}
        steps={track.steps}
        stepTo={stepTo}
        position={at}
        isOfPost={postId !== undefined}
        marks={<SliderMarks timeline={timeline} track={track} step={step} stepTo={stepTo} />}
        moveToTime={(timeMs) => moveTo(timeline.positionAt(timeMs))}
        time={event?.storedtime}
        {...playback}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-1">
        <p>
          {event && (
            <Link to={`/bus/${at}`} className="mr-2 font-mono text-accent text-sm hover:underline">
              {event.type}
            </Link>
          )}
          {timeline.isSetAside(at)
            ? 'It was set aside: it could not be read, or follows such an event.'
            : whatHappened(event)}
        </p>
        {postId === undefined && (
          <label className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={pinnedId === undefined}
              onChange={({ target }) => setPinnedId(target.checked ? undefined : chosenId)}
              className="size-4 accent-accent"
            />
            Show the post that each event is about
          </label>
        )}
      </div>
      {postId === undefined ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] lg:items-start">
          <PastPosts
            timeline={timeline}
            ids={ids}
            chosenId={chosenId}
            changedId={subject.postId}
            onChoose={setPinnedId}
          />
          {chosenId && (
            <PastPost
              timeline={timeline}
              id={chosenId}
              position={at}
              changed={subject}
              onShowOnly={() => showPost(chosenId)}
            />
          )}
        </div>
      ) : (
        <PastPost timeline={timeline} id={postId} position={at} changed={subject} />
      )}
    </div>
  );
}

/** Says that the slider covers the events of one post, with a way back to all. */
function OnePost({ id, onLeave }: { id: string; onLeave: () => void }) {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 px-1 text-sm">
      <span>The events of one post and its comments.</span>
      <button type="button" onClick={onLeave} className="text-accent hover:underline">
        Show the whole blog
      </button>
      <Link to={`/posts/${encodeURIComponent(id)}`} className="text-accent hover:underline">
        The post now
      </Link>
    </p>
  );
}
