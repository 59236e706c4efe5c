import { logResets } from './log-resets';

const RETRY_MS_FIRST = 500;
const RETRY_MS_MAX = 5_000;
/** A window that nobody looks at gives its connection back: a browser has only six for one origin over HTTP/1.1. */
const HIDDEN_MS_MAX = 2_000;
/**
 * A service sends a heartbeat every 15 s. One that says nothing for longer than two of them is gone, though nobody has told the
 * browser: a laptop slept, or something on the way has forgotten the connection.
 */
export const SILENCE_MS_MAX = 35_000;
/** For a stream to open: the browser may have taken another connection that is gone as well. */
export const OPENING_MS_MAX = 10_000;

export type StreamState = 'connecting' | 'open' | 'waiting';

export interface StreamOptions {
  /** With the position to begin after. */
  readonly url: (after: number) => string;
  readonly after: number;
  /** Names of the events to hear; the bus gives its own none, which is `message`. */
  readonly events?: readonly string[];
  readonly onEvent: (event: { name: string; position: number; data: string }) => void;
  readonly onState?: (state: StreamState) => void;
}

/**
 * Reads Server-Sent Events until the returned function is called. After a broken connection, or a time in which the
 * window was hidden, or silence, it goes on after the last position that came: nothing is missed and nothing comes twice. If the
 * log does not have that position, everything on the page begins anew (`logResets`).
 */
export function openStream(options: StreamOptions): () => void {
  const { url, events = ['message'], onEvent, onState = () => {} } = options;
  let { after } = options;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function connect(): void {
    // One that is opened in the background waits until it is looked at.
    if (document.visibilityState === 'hidden') return;
    onState('connecting');
    const opened = new EventSource(url(after));
    source = opened;
    silence = setTimeout(reconnect, OPENING_MS_MAX);
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(reconnect, SILENCE_MS_MAX);
    };
    opened.onopen = () => {
      failures = 0;
      heard();
      onState('open');
    };
    // Not left to the browser, which gives up for good at an answer such as 502.
    opened.onerror = reconnect;
    opened.addEventListener('heartbeat', heard);
    opened.addEventListener('reset', () => {
      reconnect();
      logResets.tell();
    });
    for (const name of events) {
      opened.addEventListener(name, ({ lastEventId, data }: MessageEvent<string>) => {
        heard();
        after = Number(lastEventId);
        onEvent({ name, position: after, data });
      });
    }
  }

  function reconnect(): void {
    source?.close();
    source = undefined;
    clearTimeout(silence);
    onState('waiting');
    failures += 1;
    retry = setTimeout(connect, Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** (failures - 1)));
  }

  function disconnect(): void {
    clearTimeout(retry);
    clearTimeout(hiding);
    clearTimeout(silence);
    source?.close();
    source = undefined;
  }

  function onVisibility(): void {
    clearTimeout(hiding);
    if (document.visibilityState === 'hidden') hiding = setTimeout(disconnect, HIDDEN_MS_MAX);
    else if (source === undefined) {
      clearTimeout(retry);
      connect();
    }
  }

  connect();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    disconnect();
  };
}
