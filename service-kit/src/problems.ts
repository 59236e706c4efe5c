import { defineProblems } from './define-problems';

/** The failures that any service may answer with. */
export const problems = defineProblems({
  'request.invalid': [
    'invalid',
    'A parameter, header or field is not as expected; `errors`, if there, names each.',
  ],
  'request.bad_json': ['invalid', 'The body is missing or is not JSON.'],
  'request.bad_encoding': ['invalid', 'The body is not valid text in its charset.'],
  'request.aborted': ['invalid', 'The client closed the connection before it had an answer.'],
  'request.malformed': ['invalid', 'The request is not valid HTTP, or its path cannot be decoded.'],
  'request.cross_site': ['forbidden', 'A web page of another site tried to change something (CORS_ORIGINS).'],
  'request.not_found': ['not found', 'The service has no such route.'],
  'request.method_not_allowed': [
    'method not allowed',
    'The route does not have this method; `Allow` lists those it has.',
  ],
  'request.timeout': ['timeout', 'The request did not arrive in time.'],
  'request.too_large': ['too large', 'The body is larger than this route accepts.'],
  'request.unsupported_media_type': [
    'unsupported media type',
    'The route does not accept this Content-Type, charset or Content-Encoding.',
  ],
  'request.unknown_host': ['misdirected', 'The service does not answer to this Host (ALLOWED_HOSTS).'],
  'request.headers_too_large': ['headers too large', 'The headers are larger than the server accepts.'],
  'idempotency.bad_key': ['invalid', 'The Idempotency-Key is not a string of 1 to 255 printable characters.'],
  'idempotency.under_way': ['conflict', 'The first request with this Idempotency-Key is not finished yet.'],
  'idempotency.key_reused': ['unprocessable', 'This Idempotency-Key was used for another request.'],
  'service.internal': ['internal', 'A defect of the service; its log has the details.'],
  'service.overloaded': ['unavailable', 'The service is at one of its limits; try again.'],
  'service.not_ready': ['unavailable', 'The service cannot do its work yet; `checks` says why.'],
  'streams.too_many': ['unavailable', 'The service has no place for another stream (STREAMS_MAX).'],
  'event.invalid': ['unprocessable', 'The event that this change would publish does not fit its schema.'],
  'event.too_large': ['unprocessable', 'The event that this change would publish is too large for the bus.'],
  'set_aside.not_found': ['not found', 'No such event is set aside.'],
  'set_aside.full': [
    'not served',
    'As many events are set aside as SET_ASIDE_MAX allows; the follower, or the outbox, stops until there is room.',
  ],
  'storage.corrupt': ['internal', 'Stored data is damaged.'],
  'storage.failed': [
    'unavailable',
    'A write to disk failed; whether it was stored is unknown, and the process ends.',
  ],
  'storage.full': ['storage full', 'The disk is full; nothing was changed.'],
  'storage.in_use': ['not served', 'Another process uses the data folder or the log.'],
  'storage.not_accessible': ['not served', 'The data folder cannot be created, read or written.'],
});
