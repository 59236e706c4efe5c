const RETRY_MS_FIRST = 500;
const RETRY_MS_MAX = 5_000;
/** A window that nobody looks at gives its connection back: a browser has only six for one origin over HTTP/1.1. */
const HIDDEN_MS_MAX = 2_000;

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
 * window was hidden, it goes on after the last position that came: nothing is missed and nothing comes twice.
 */
export function openStream(options: StreamOptions): () => void {
  const { url, events = ['message'], onEvent, onState = () => {} } = options;
  let { after } = options;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function connect(): void {
    // One that is opened in the background waits until it is looked at.
    if (document.visibilityState === 'hidden') return;
    onState('connecting');
    const opened = new EventSource(url(after));
    source = opened;
    opened.onopen = () => {
      failures = 0;
      onState('open');
    };
    // Not left to the browser, which gives up for good at an answer such as 502.
    opened.onerror = () => {
      opened.close();
      source = undefined;
      onState('waiting');
      failures += 1;
      retry = setTimeout(connect, Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** (failures - 1)));
    };
    for (const name of events) {
      opened.addEventListener(name, ({ lastEventId, data }: MessageEvent<string>) => {
        after = Number(lastEventId);
        onEvent({ name, position: after, data });
      });
    }
  }

  function disconnect(): void {
    clearTimeout(retry);
    clearTimeout(hiding);
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
