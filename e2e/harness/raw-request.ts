import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request sent as it is: unlike `fetch`, nothing is added, decoded or normalized. */
export interface RawRequest extends Pick<RequestOptions, 'method' | 'headers' | 'agent' | 'localAddress'> {
  readonly body?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Resolves with an answer once its head has arrived. */
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
  // The error is reported to the reader of the answer.
  answer.on('error', () => {});
  outgoing.on('error', () => {});
  return answer;
}

/** Resolves with the complete answer. @throws Error  it was cut off */
export async function ask(base: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
  const answer = await openAnswer(base, path, options);
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}
