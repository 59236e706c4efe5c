import type { ServiceName } from '../../harness/service-names';

/** Requests as the bytes that go over one connection, and how they must end. */
export interface BadInput {
  readonly service: ServiceName;
  /** What is asked, as far as it can be read. */
  readonly requests: readonly { readonly method: string; readonly target: string }[];
  /** The bytes, in the pieces in which they are written, `pauseMs` apart. */
  readonly pieces: readonly Buffer[];
  readonly pauseMs: number;
  /**
   * `answered`: each request is answered, one after the other, and the connection may be used again.
   * `answered alone`: the first request is answered or refused, on a connection of its own.
   * `half-closed`: this side says that no more will come, and the service answers, or just closes: Node gives up
   * requests under way then.
   * `cut`, `reset`: this side goes away after the last piece, with FIN or RST, and takes no answer.
   */
  readonly end: 'answered' | 'answered alone' | 'half-closed' | 'cut' | 'reset';
}

const SHOWN_BYTES_MAX = 600;

/** One line that says what was sent, with every byte that is no plain character escaped. */
export function describeInput({ service, requests, pieces, end }: BadInput): string {
  const bytes = Buffer.concat(pieces);
  const shown = JSON.stringify(bytes.toString('latin1', 0, SHOWN_BYTES_MAX));
  const more = bytes.length > SHOWN_BYTES_MAX ? '…' : '';
  const [first] = requests;
  const what = `${first?.method} ${first?.target}`.slice(0, 80);
  return `${service} ${what} (${end}, ${bytes.length} bytes in ${pieces.length} pieces: ${shown}${more})`;
}
