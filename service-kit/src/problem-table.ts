/** The HTTP status of each error code that any service may answer. A service adds its own codes to it. */
export const commonProblems: Readonly<Record<string, number>> = {
  'request.invalid': 400,
  'request.bad_json': 400,
  'request.bad_encoding': 400,
  'request.aborted': 400,
  'request.malformed': 400,
  'request.cross_site': 403,
  'request.not_found': 404,
  'request.method_not_allowed': 405,
  'request.not_acceptable': 406,
  'request.timeout': 408,
  'request.too_large': 413,
  'request.unsupported_media_type': 415,
  // RFC 9110, 15.5.20: this server gives no answers in the name of that host.
  'request.unknown_host': 421,
  'request.headers_too_large': 431,
  'service.internal': 500,
  'service.overloaded': 503,
  'streams.too_many': 503,
  'service.not_ready': 503,
  // What would follow from a request, or from a delivered event, and cannot be told.
  'event.invalid': 422,
  'event.too_large': 422,
  'set_aside.not_found': 404,
  'storage.corrupt': 500,
  'storage.failed': 503,
  'storage.full': 507,
};
