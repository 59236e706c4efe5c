import type { AddressInfo } from 'node:net';
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
    streamViews({ request, response }, { ...ports, closing: closing.signal, streams: new StreamGate(1) }),
  );
  const server = app.listen(0);
  try {
    const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}`);
    const { value } = (await response.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('id: 1\nevent: post-deleted\ndata: {"id":"p1"}\n\n');
  } finally {
    closing.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
