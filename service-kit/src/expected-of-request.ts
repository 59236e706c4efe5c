/**
 * The reason of Node's parser (llhttp) for a request with both Content-Length and Transfer-Encoding; it uses two codes for it.
 */
const BOTH_LENGTHS = /can't be present with/;

const LINE = 'a request line such as "GET /posts HTTP/1.1", with one space on either side of the target';
const ONE_LENGTH = 'one Content-Length, in digits';

/** By the error codes of Node's parser. */
const EXPECTED: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD: 'a method of HTTP, such as GET or POST (and http, not https)',
  HPE_INVALID_URL: 'a target in ASCII with everything else percent-encoded (RFC 3986), such as /caf%C3%A9',
  HPE_INVALID_CONSTANT: LINE,
  HPE_INVALID_VERSION: LINE,
  HPE_PAUSED_H2_UPGRADE: 'HTTP/1.1, got HTTP/2',
  HPE_INVALID_HEADER_TOKEN: 'headers of the form "Name: value", without control characters (RFC 9112, 5)',
  HPE_LF_EXPECTED: 'CR and LF at the end of each line',
  HPE_CR_EXPECTED: 'CR and LF at the end of each line',
  HPE_INVALID_TRANSFER_ENCODING: 'no Transfer-Encoding but chunked (RFC 9112, 6.1)',
  HPE_UNEXPECTED_CONTENT_LENGTH: ONE_LENGTH,
  HPE_INVALID_CONTENT_LENGTH: ONE_LENGTH,
  HPE_INVALID_CHUNK_SIZE: 'chunks that begin with their size in hexadecimal digits (RFC 9112, 7.1)',
  HPE_INVALID_EOF_STATE: 'the whole request: the connection ended within it',
};

/** What was expected of a request that Node's HTTP parser refuses. */
export function expectedOfRequest(error: NodeJS.ErrnoException & { reason?: string }): string {
  const { code = '', reason = '' } = error;
  if (BOTH_LENGTHS.test(reason))
    return 'either Content-Length or Transfer-Encoding, got both (RFC 9112, 6.2)';
  return EXPECTED[code] ?? 'a request as HTTP/1.1 has it (RFC 9112)';
}
