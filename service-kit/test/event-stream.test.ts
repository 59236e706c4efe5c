import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import express from 'express';
import { HEARTBEAT_MS } from '../src/event-stream';
import { createHttpServer, EventStream } from '../src/index';
import { WRITE_STALL_MS_MAX } from '../src/transfer-limits';
import { eventually } from './eventually';

describe('EventStream', () => {
  let server: Server;
  let socket: Socket;
  let stream: EventStream;
  let closing: AbortController;
  let received: string;

  beforeEach(async () => {
    closing = new AbortController();
    received = '';
    const app = express().get('/', (request, response) => {
      stream = new EventStream(request, response, {
        contentType: 'text/event-stream',
        opening: ':open\n\n',
        heartbeat: ':beat\n\n',
        closing: closing.signal,
      });
      server.emit('stream');
    });
    server = createHttpServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    jest.useRealTimers();
    socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Opens the stream over a real socket; `reads` says whether the reader takes anything. */
  const open = async ({ reads = true } = {}) => {
    const opened = once(server, 'stream');
    socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => {});
    if (reads) socket.on('data', (chunk) => (received += chunk));
    else socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await opened;
  };
  /** Takes the timers of the stream only, so that sockets go on as they are. */
  const fakeTimers = () =>
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] });
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
  };
  const block = Buffer.alloc(1024 * 1024, 'x');
  /** Writes until the reader makes the stream wait, and returns the write that waits. */
  const fill = async () => {
    for (let written = 0; written < 100; written += 1) {
      let isTaken = false;
      const write = stream
        .writeNext(() => ({ text: block }))
        .then(() => {
          isTaken = true;
        });
      await turns(20);
      if (!isTaken) return { write, written, isTaken: () => isTaken };
    }
    throw new Error('100 MiB were taken for a reader that reads nothing.');
  };

  it('sends its headers and its opening at once, and each block as it comes', async () => {
    await open();
    await eventually(() => expect(received).toMatch(/text\/event-stream[\s\S]*\r\n\r\n[\s\S]*:open\n\n/));
    await stream.write('data: 1\n\n');
    await eventually(() => expect(received).toMatch('data: 1\n\n'));
    expect(received).toMatch(/X-Accel-Buffering: no/i);
  });

  it('sends a heartbeat when it is quiet', async () => {
    fakeTimers();
    await open();
    jest.advanceTimersByTime(HEARTBEAT_MS);
    jest.useRealTimers();
    await eventually(() => expect(received).toMatch(':beat\n\n'));
  });

  it('waits for a slow reader and holds one block at the most, then goes on', async () => {
    await open({ reads: false });
    const { write, isTaken } = await fill();
    await turns(50);
    expect(isTaken()).toBe(false);
    socket.resume();
    await write;
    expect(stream.closed.aborted).toBe(false);
  });

  it('cuts a reader that takes nothing for too long', async () => {
    fakeTimers();
    await open({ reads: false });
    const { write } = await fill();
    jest.advanceTimersByTime(WRITE_STALL_MS_MAX - 1);
    expect(stream.closed.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    await write;
    await turns(5);
    expect(stream.closed.aborted).toBe(true);
  });

  it('ends in good order when the service stops', async () => {
    await open();
    const ended = once(socket, 'end');
    await stream.write('last');
    closing.abort();
    expect(stream.closed.aborted).toBe(true);
    server.close();
    await ended;
    expect(received).toMatch(/last\r\n0\r\n\r\n$/);
  });

  it('is closed from the start when the service is stopping already', async () => {
    closing.abort();
    await open();
    expect(stream.closed.aborted).toBe(true);
  });

  it('notices that its reader has gone, and takes writes without an error afterwards', async () => {
    await open({ reads: false });
    const { write } = await fill();
    socket.destroy();
    await write;
    await eventually(() => expect(stream.closed.aborted).toBe(true));
    await expect(stream.write('to nobody')).resolves.toBeUndefined();
  });

  it('leaves no timer behind', async () => {
    fakeTimers();
    await open();
    stream.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});
