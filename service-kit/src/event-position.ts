import type { Response } from 'express';

/** In the answer to a change: the position of its event. In the answer to a read: the position up to which it is complete. */
export const EVENT_POSITION = 'Event-Position';

/** Sets the position of a change's event in an answer; does nothing if it is not known. */
export function setEventPosition(response: Response, position: number | undefined): void {
  if (position !== undefined) response.setHeader(EVENT_POSITION, position);
}
