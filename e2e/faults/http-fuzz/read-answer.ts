/** One HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Whether its body was left unread: without a length it is a stream or a whole history. */
  readonly isLeft: boolean;
  /** Whether the service closes the connection after it. */
  readonly closes: boolean;
}

/** Bytes that are not an HTTP answer, or no answer in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * Parses the first answer in the received bytes, and returns where it ends; undefined while incomplete. Skips interim answers
 * (1xx).
 * @throws NoAnswer
 */
export function readAnswer(came: Buffer, method: string): { answer: Answer; end: number } | undefined {
  let start = 0;
  while (true) {
    const headEnd = came.indexOf('\r\n\r\n', start);
    if (headEnd < 0) {
      if (came.length > start && !'HTTP/1.1 '.startsWith(came.toString('latin1', start, start + 9)))
        throw garbage(came);
      return undefined;
    }
    const [statusLine = '', ...lines] = came.toString('latin1', start, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
    if (Number.isNaN(status)) throw garbage(came.subarray(start));
    start = headEnd + 4;
    if (status >= 200) return withBody({ status, headers: headersOf(lines), method }, came, start);
  }
}

function withBody(
  head: { status: number; headers: ReadonlyMap<string, string>; method: string },
  came: Buffer,
  start: number,
) {
  const { status, headers, method } = head;
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  const said = headers.get('content-length');
  const length = hasBody ? Number(said ?? 0) : 0;
  if (came.length < start + length) return undefined;
  const isLeft = hasBody && said === undefined;
  const closes = headers.get('connection')?.toLowerCase() === 'close';
  const body = came.subarray(start, start + length);
  return { answer: { status, headers, body, isLeft, closes }, end: start + length };
}

function headersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
}

function garbage(bytes: Buffer): NoAnswer {
  return new NoAnswer(`Expected an HTTP answer, got ${JSON.stringify(bytes.toString('latin1', 0, 200))}.`);
}
