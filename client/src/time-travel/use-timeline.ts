import { useEffect, useState } from 'react';
import { ApiProblem } from '../api/api-problem';
import type { LogEvent } from '../api/bus-events';
import { logResets } from '../api/log-resets';
import { request } from '../api/request';
import { streamLog } from '../api/stream-log';
import { Timeline } from './timeline';

const EVENTS_ON_A_PAGE = 1_000;
/** What a browser is asked to keep. */
const EVENTS_MAX = 200_000;
const RETRY_MS = 2_000;

export interface TimelineState {
  readonly timeline: Timeline;
  /** How many events are loaded, and how many the log had when it was last looked at. */
  readonly loaded: number;
  /** 0 while nothing was read. */
  readonly total: number;
  readonly isLoaded: boolean;
  /** Why it does not go on by itself, or does later. */
  readonly trouble: string | undefined;
}

interface LogPage {
  readonly events: readonly LogEvent[];
  /** Of the log, when the page was read. */
  readonly total: number;
}

/** The whole log as a timeline: history first, page by page, then what happens, as it happens. */
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
    let epoch: string | undefined;

    async function readPage(after: number): Promise<LogPage> {
      const query = new URLSearchParams({ after: `${after}`, limit: `${EVENTS_ON_A_PAGE}` });
      if (epoch !== undefined) query.set('epoch', epoch);
      const response = await request('event-bus', `/events?${query}`, { signal: leaving.signal });
      epoch = response.headers.get('event-log-epoch') ?? undefined;
      const events = (await response.json()) as LogEvent[];
      return { events, total: Number(response.headers.get('event-log-head')) };
    }

    async function load(): Promise<void> {
      try {
        let ahead: { readonly after: number; readonly page: Promise<LogPage> } | undefined;
        for (;;) {
          const { events, total } = await (ahead?.after === timeline.head
            ? ahead.page
            : readPage(timeline.head));
          const end = Math.min(total, EVENTS_MAX);
          const after = timeline.head + events.length;
          // The next page comes while this one is folded.
          if (events.length > 0 && after < end) {
            ahead = { after, page: readPage(after) };
            ahead.page.catch(() => {});
          }
          timeline.append(events.slice(0, EVENTS_MAX - timeline.head));
          // A page may be short: the bus ends one early whose events are large.
          const isLoaded = events.length === 0 || timeline.head >= end;
          setState({ loaded: timeline.head, total, isLoaded, trouble: undefined });
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
      stopStream = streamLog({ after: timeline.head, epoch, onEvents: take });
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
