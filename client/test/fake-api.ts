type Answer = { status?: number; body?: unknown; headers?: Record<string, string> };
type Headers = Readonly<Record<string, string>>;
type Handler = (call: { path: string; body: unknown; headers: Headers }) => Answer | Promise<Answer>;

/** Stands in for the services behind `/api/`: answers `fetch` by method and path, and records each call. */
export class FakeApi {
  readonly calls: { method: string; path: string; body: unknown }[] = [];
  readonly #routes: { method: string; pattern: RegExp; handler: Handler }[] = [];

  constructor() {
    const answer = (input: unknown, init?: RequestInit) => this.#answer(String(input), init);
    Object.assign(globalThis, { fetch: answer });
  }

  /** Later routes win; `pattern` is matched against the whole path after `/api`, query included. */
  on(method: string, pattern: RegExp, handler: Handler | Answer): this {
    const route = { method, pattern, handler: typeof handler === 'function' ? handler : () => handler };
    this.#routes.unshift(route);
    return this;
  }

  async #answer(url: string, init: RequestInit = {}): Promise<Response> {
    const { method = 'GET' } = init;
    const path = url.replace(/^\/api/, '');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    this.calls.push({ method, path, body });
    const route = this.#routes.find((each) => each.method === method && each.pattern.test(path));
    const answer = (await route?.handler({ path, body, headers: init.headers as Headers })) ?? {
      status: 502,
      body: { code: 'service.unavailable' },
    };
    const { status = 200, headers = {} } = answer;
    return {
      ok: status < 300,
      status,
      headers: new Map(Object.entries(headers)),
      json: async () => JSON.parse(JSON.stringify(answer.body ?? null)),
    } as unknown as Response;
  }
}
