import {
  clientAddress,
  EventStream,
  nextCall,
  SSE_HEARTBEAT,
  SSE_OPENING,
  SSE_TYPE,
  type StreamGate,
  sseReset,
} from '@blog/service-kit';
import type { Request, Response } from 'express';
import type { QueryPorts } from '../domain/query-ports';
import type { Change, ReadModel } from '../domain/read-model';
import { resumeFault } from '../domain/resume-fault';
import type { StreamRequest } from './stream-request';

/** The ports of streams, in addition to those of the use cases. */
export interface StreamPorts extends QueryPorts {
  readonly closing: AbortSignal;
  readonly streams: StreamGate;
}

/** Target size of a block: it ends after the view that exceeds this. */
const BLOCK_CHARACTERS_MAX = 64 * 1024;

/**
 * Streams views as they change (Server-Sent Events), beginning after the position in `resume`, until the reader disconnects or the
 * service stops; a position that the log does not have ends the stream with `reset`. With `id`, only that post's. The read model
 * itself is the buffer: a slow reader gets each post's latest state, not every state in between.
 */
export async function streamViews(
  exchange: { request: Request; response: Response; resume: StreamRequest; id?: string },
  { readModel, follower, closing, streams }: StreamPorts,
): Promise<void> {
  const { request, response, resume, id } = exchange;
  let position = resume.after ?? follower.checkpoint;

  // The reader may have disconnected while its post was looked for; its `close` event does not come twice.
  if (response.destroyed) return;
  const leave = streams.enter({ shares: [clientAddress(request)], close: () => stream.close() });
  response.once('close', leave);
  const stream = new EventStream(request, response, {
    contentType: `${SSE_TYPE}; charset=utf-8`,
    opening: SSE_OPENING,
    heartbeat: SSE_HEARTBEAT,
    closing,
  });
  // Its answer has no body: held open, it would block the next request on this connection for ever.
  if (request.method === 'HEAD') stream.close();
  const fault = await resumeFault({ ...resume, after: position }, { follower }, stream.closed);
  if (fault !== undefined) {
    await stream.write(sseReset(fault));
    stream.close();
  }
  while (!stream.closed.aborted) {
    const written = await stream.writeNext(() =>
      nextBlock({ readModel, after: position, id }, stream.closed),
    );
    position = written?.position ?? position;
  }
}

/** Waits for a change if there is none; undefined once `closed` is aborted. */
async function nextBlock(
  { readModel, after, id }: { readModel: ReadModel; after: number; id: string | undefined },
  closed: AbortSignal,
): Promise<Block | undefined> {
  while (!closed.aborted) {
    const block = blockAfter(readModel, after, id);
    if (block.text !== '') return block;
    // The read above and this are in one turn of the event loop, so no change can come unseen between them.
    await nextCall((listener) => readModel.onChange(listener), { signal: closed });
  }
  return undefined;
}

interface Block {
  readonly text: string;
  /** The position of its last change. */
  readonly position: number;
}

function blockAfter(readModel: ReadModel, after: number, id: string | undefined): Block {
  let text = '';
  let position = after;
  for (const change of readModel.changesAfter(after, id)) {
    text += toServerSentEvent(change);
    position = change.position;
    if (text.length > BLOCK_CHARACTERS_MAX) break;
  }
  return { text, position };
}

function toServerSentEvent({ position, id, view }: Change): string {
  const [event, data] = view === undefined ? ['post-deleted', { id }] : ['post', view];
  return `id: ${position}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
