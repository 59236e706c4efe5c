import { useEffect, useState } from 'react';
import { ApiProblem } from '../api/api-problem';
import type { LogEvent } from '../api/bus-events';
import { logResets } from '../api/log-resets';
import { streamLog } from '../api/stream-log';
import { LogReader } from './log-reader';
import { Timeline } from './timeline';

/** The most that a browser is asked to keep. */
const EVENTS_MAX = 200_000;
const RETRY_MS = 2_000;
/** Minimum time between progress updates: a render takes as long as folding many events. */
const PROGRESS_MS = 100;

export interface TimelineState {
  readonly timeline: Timeline;
  /** Number of loaded events. */
  readonly loaded: number;
  /** Events in the log when last asked; 0 before the first answer. */
  readonly total: number;
  readonly isLoaded: boolean;
  /** Why loading has stopped, or is waiting to retry. */
  readonly trouble: string | undefined;
}

/** The whole log as a timeline: history page by page, then new events live. */
export function useTimeline(): TimelineState {
  const [timeline] = useState(() => new Timeline());
  const [state, setState] = useState({
    loaded: 0,
    total: 0,
    isLoaded: false,
    trouble: undefined as string | undefined,
  });

  useEffect(() => {
    const leaving = new AbortController();
    let stopStream = () => {};
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reader = new LogReader({ eventsMax: EVENTS_MAX, leaving: leaving.signal });

    async function load(): Promise<void> {
      try {
        let shownMs = Number.NEGATIVE_INFINITY;
        for (;;) {
          const { events, total } = await reader.pageAfter(timeline.head);
          timeline.append(events.slice(0, EVENTS_MAX - timeline.head));
          // A short page is not the last one: the bus ends a page early when its events are large.
          const isLoaded = events.length === 0 || timeline.head >= Math.min(total, EVENTS_MAX);
          const nowMs = performance.now();
          if (isLoaded || nowMs - shownMs >= PROGRESS_MS) {
            setState({ loaded: timeline.head, total, isLoaded, trouble: undefined });
            shownMs = nowMs;
          }
          if (isLoaded) break;
        }
        if (timeline.head < EVENTS_MAX) follow();
      } catch (error) {
        if (leaving.signal.aborted) return;
        const isTemporary = error instanceof ApiProblem;
        if (isTemporary && error.code === 'log.position_unknown') logResets.tell();
        const trouble = (error as Error).message;
        setState((known) => ({ ...known, loaded: timeline.head, trouble, isLoaded: !isTemporary }));
        if (isTemporary) timer = setTimeout(load, RETRY_MS);
      }
    }

    function follow(): void {
      stopStream = streamLog({ after: timeline.head, epoch: reader.epoch, onEvents: take });
    }

    function take(events: readonly LogEvent[]): void {
      try {
        timeline.append(events.slice(0, EVENTS_MAX - timeline.head));
        setState((known) => ({ ...known, loaded: timeline.head, total: timeline.head }));
      } catch (error) {
        stopStream();
        setState((known) => ({ ...known, loaded: timeline.head, trouble: (error as Error).message }));
      }
    }

    void load();
    return () => {
      leaving.abort();
      clearTimeout(timer);
      stopStream();
    };
  }, [timeline]);
  return { timeline, ...state };
}
