import type { Response } from 'express';

/** Aborted once an answer is over, or its client has gone. */
export function signalOfLeaving(response: Response): AbortSignal {
  const leaving = new AbortController();
  if (response.closed) leaving.abort();
  else response.once('close', () => leaving.abort());
  return leaving.signal;
}
