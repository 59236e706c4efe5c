import type { Response } from 'express';

/** A signal that is aborted once an answer is over or its client is gone. */
export function signalOfLeaving(response: Response): AbortSignal {
  const leaving = new AbortController();
  if (response.closed) leaving.abort();
  else response.once('close', () => leaving.abort());
  return leaving.signal;
}
