/** Stands in for the browser's EventSource, which jsdom lacks; the test sends what a service would. */
export class FakeEventSource extends EventTarget {
  static opened: FakeEventSource[] = [];
  readonly url: string;
  closed = false;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  /** Installs it as the page's EventSource and forgets earlier instances. */
  static install(): void {
    FakeEventSource.opened = [];
    Object.assign(globalThis, { EventSource: FakeEventSource });
  }

  static get last(): FakeEventSource {
    const last = FakeEventSource.opened.at(-1);
    if (last === undefined) throw new Error('No stream was opened.');
    return last;
  }

  send(name: string, position: number, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { lastEventId: String(position), data: JSON.stringify(data) }));
  }

  close(): void {
    this.closed = true;
  }
}
