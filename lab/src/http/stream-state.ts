import { EventStream, SSE_HEARTBEAT, SSE_OPENING, SSE_TYPE } from '@blog/service-kit';
import type { Request, Response } from 'express';
import type { Changes } from '../domain/changes';
import type { LabState } from '../domain/lab-state';

/** Sends the state now and at each change; a slow reader may miss states in between, but not the last one. */
export async function streamState(
  request: Request,
  response: Response,
  { state, changes, closing }: { state: () => LabState; changes: Changes; closing: AbortSignal },
): Promise<void> {
  const stream = new EventStream(request, response, {
    contentType: SSE_TYPE,
    opening: SSE_OPENING,
    heartbeat: SSE_HEARTBEAT,
    closing,
  });
  while (!stream.closed.aborted) {
    const changed = changes.next(stream.closed);
    await stream.write(`data: ${JSON.stringify(state())}\n\n`);
    await changed;
  }
}
