import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What a test asks for, sent as it is: unlike `fetch` nothing is added, decoded or tidied up. */
export interface RawRequest extends Pick<RequestOptions, 'method' | 'headers' | 'agent' | 'localAddress'> {
  readonly body?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Resolves with an answer as soon as its head is here. */
export async function openAnswer(
  base: string,
  path: string,
  options: RawRequest = {},
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(base);
  const { body, ...rest } = options;
  const outgoing = request({ agent: false, ...rest, hostname, port, path });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  // What it is cut with is said to whoever reads it.
  answer.on('error', () => {});
  outgoing.on('error', () => {});
  return answer;
}

/** Resolves with the whole answer. @throws Error  it was cut before its end */
export async function ask(base: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
  const answer = await openAnswer(base, path, options);
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}
