import type { ServiceName } from '../../harness/service-names';

/** The parts of a request, which can be corrupted individually. Texts are bytes in Latin-1; nothing is escaped. */
export interface RequestParts {
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  /** `name=value` pairs, as sent. */
  readonly query: readonly string[];
  readonly version: string;
  /** Whole lines without line ends, except `Content-Length`. */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
}

export function targetOf({ path, query }: Pick<RequestParts, 'path' | 'query'>): string {
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** Encodes the request with a correct Content-Length. */
export function encodeRequest(parts: RequestParts): Buffer {
  const { headers, body } = parts;
  const framed = body === undefined ? headers : [...headers, `Content-Length: ${body.length}`];
  return Buffer.concat([encodeHead({ ...parts, headers: framed }), body ?? Buffer.alloc(0)]);
}

/** Encodes the request line, the headers and the empty line after them. */
export function encodeHead(parts: RequestParts, lineEnd = '\r\n'): Buffer {
  const lines = [`${parts.method} ${targetOf(parts)} ${parts.version}`, ...parts.headers, '', ''];
  return Buffer.from(lines.join(lineEnd), 'latin1');
}
