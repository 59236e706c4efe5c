import type { ServiceName } from '../../harness/service-names';

/** A request in the parts that can be spoiled one by one. Texts stand for bytes (Latin-1), and nothing is escaped. */
export interface RequestParts {
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  /** `name=value` each, as they are written. */
  readonly query: readonly string[];
  readonly version: string;
  /** Whole lines, without their ends. `Content-Length` is not among them. */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
}

export function targetOf({ path, query }: Pick<RequestParts, 'path' | 'query'>): string {
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** The request's bytes, its body as long as it says. */
export function encodeRequest(parts: RequestParts): Buffer {
  const { headers, body } = parts;
  const framed = body === undefined ? headers : [...headers, `Content-Length: ${body.length}`];
  return Buffer.concat([encodeHead({ ...parts, headers: framed }), body ?? Buffer.alloc(0)]);
}

/** The request's line and headers as bytes, with the empty line after them. */
export function encodeHead(parts: RequestParts, lineEnd = '\r\n'): Buffer {
  const lines = [`${parts.method} ${targetOf(parts)} ${parts.version}`, ...parts.headers, '', ''];
  return Buffer.from(lines.join(lineEnd), 'latin1');
}
