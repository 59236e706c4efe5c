/** The HTTP status of each kind of failure. `not served`: it ends a process or a command; no request is answered with it. */
export const STATUS_OF_KIND = {
  invalid: 400,
  forbidden: 403,
  'not found': 404,
  'method not allowed': 405,
  timeout: 408,
  conflict: 409,
  'precondition failed': 412,
  'too large': 413,
  'unsupported media type': 415,
  misdirected: 421,
  unprocessable: 422,
  'headers too large': 431,
  internal: 500,
  'bad gateway': 502,
  unavailable: 503,
  'storage full': 507,
  'not served': undefined,
} as const;

export type ProblemKind = keyof typeof STATUS_OF_KIND;
