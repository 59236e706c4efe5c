import type { Response } from 'express';

/** Of an answer to a change: where its event is in the log. Of a read: up to which position of the log it is complete. */
export const EVENT_POSITION = 'Event-Position';

/** Says in an answer where the event of a change is in the log; nothing if that is not known. */
export function setEventPosition(response: Response, position: number | undefined): void {
  if (position !== undefined) response.setHeader(EVENT_POSITION, position);
}
