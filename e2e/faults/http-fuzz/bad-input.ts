import type { ServiceName } from '../../harness/service-names';

/** Requests as bytes on one connection, and how they must end. */
export interface BadInput {
  readonly service: ServiceName;
  /** The requests, as far as they can be parsed. */
  readonly requests: readonly { readonly method: string; readonly target: string }[];
  /** The bytes, in pieces that are written `pauseMs` apart. */
  readonly pieces: readonly Buffer[];
  readonly pauseMs: number;
  /**
   * `answered`: each request is answered in order, and the connection may be reused. `answered alone`: the first request is
   * answered or refused, on its own connection. `half-closed`: this side sends FIN; the service answers, or just closes: Node
   * then aborts pending requests. `cut`, `reset`: this side closes after the last piece, with FIN or RST, and reads no answer.
   */
  readonly end: 'answered' | 'answered alone' | 'half-closed' | 'cut' | 'reset';
}

const SHOWN_BYTES_MAX = 600;

/** One line that shows what was sent, with non-printable bytes escaped. */
export function describeInput({ service, requests, pieces, end }: BadInput): string {
  const bytes = Buffer.concat(pieces);
  const shown = JSON.stringify(bytes.toString('latin1', 0, SHOWN_BYTES_MAX));
  const more = bytes.length > SHOWN_BYTES_MAX ? '…' : '';
  const [first] = requests;
  const what = `${first?.method} ${first?.target}`.slice(0, 80);
  return `${service} ${what} (${end}, ${bytes.length} bytes in ${pieces.length} pieces: ${shown}${more})`;
}
