import { type AddressInfo, connect } from 'node:net';
import { StreamGate } from '@blog/service-kit';
import express from 'express';
import type { QueryPorts } from '../domain/query-ports';
import { streamViews } from './stream-views';

it('sees a change that comes right after it has looked', async () => {
  const listeners = new Set<() => void>();
  let changes: { position: number; id: string; view: undefined }[] = [];
  const readModel = {
    changesAfter(after: number) {
      // The earliest moment at which anything else can happen.
      queueMicrotask(() => {
        if (changes.length > 0) return;
        changes = [{ position: 1, id: 'p1', view: undefined }];
        for (const listener of listeners) listener();
      });
      return changes.filter(({ position }) => position > after);
    },
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const ports = { readModel, follower: { checkpoint: 0 } } as unknown as QueryPorts;
  const closing = new AbortController();
  const app = express().get('/', (request, response) =>
    streamViews(
      { request, response, resume: {} },
      { ...ports, closing: closing.signal, streams: new StreamGate(1) },
    ),
  );
  const server = app.listen(0);
  try {
    const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}`);
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      if (text.includes('data: ')) break;
    }
    expect(text).toBe('retry: 1000\nid: 1\nevent: post-deleted\ndata: {"id":"p1"}\n\n');
  } finally {
    closing.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

it('does not begin for a reader who has gone already', async () => {
  const app = express().get('/', async (request, response) => {
    await new Promise((resolve) => response.once('close', resolve));
    const closing = new AbortController().signal;
    const ports = { readModel: {}, follower: { checkpoint: 0 } } as unknown as QueryPorts;
    ended(streamViews({ request, response, resume: {} }, { ...ports, closing, streams: new StreamGate(0) }));
  });
  let ended: (streaming: Promise<void>) => void = () => {};
  const outcome = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const server = app.listen(0);
  const { port } = server.address() as AddressInfo;
  const reader = connect(port, '127.0.0.1', () => reader.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
  server.once('request', () => reader.destroy());
  await outcome;
  await new Promise((resolve) => server.close(resolve));
});
