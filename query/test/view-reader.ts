import type { PostView } from '@blog/contracts';

export interface ViewEvent {
  readonly id: number;
  readonly event: 'post' | 'post-deleted' | 'reset';
  readonly data: PostView;
}

/** Reads a stream of views (Server-Sent Events), as a browser would. */
export class ViewReader {
  readonly #closing = new AbortController();
  #events: AsyncGenerator<ViewEvent> | undefined;
  contentType: string | null = null;

  /** Resolves once the stream is open; events that come after this are not missed. */
  async open(url: string, headers: Record<string, string> = {}): Promise<this> {
    const response = await fetch(url, {
      headers: { Accept: 'text/event-stream', ...headers },
      signal: this.#closing.signal,
    });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    this.contentType = response.headers.get('content-type');
    this.#events = parse(response.body as unknown as AsyncIterable<Uint8Array>);
    return this;
  }

  /** The next event; undefined once the service has ended the stream. */
  async next(): Promise<ViewEvent | undefined> {
    return (await this.#events?.next())?.value;
  }

  async take(count: number): Promise<(ViewEvent | undefined)[]> {
    const taken: (ViewEvent | undefined)[] = [];
    while (taken.length < count) taken.push(await this.next());
    return taken;
  }

  close(): void {
    this.#closing.abort();
  }
}

async function* parse(body: AsyncIterable<Uint8Array>): AsyncGenerator<ViewEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2));
      const { id, event, data } = Object.fromEntries(lines);
      if (data !== undefined) yield { id: Number(id), event, data: JSON.parse(data) };
    }
  }
}
