import '../../src/prepare-process';
import { once } from 'node:events';
import { type RequestHandler, Router } from 'express';
import { createApp, createLogger, EventStream, Lifecycle } from '../../src/index';

// Comes while this is still loading, and is told only after it.
if (process.env.SIGNALLED) process.kill(process.pid, 'SIGTERM');

const logger = createLogger({ name: 'test', level: 'info' });
const lifecycle = new Lifecycle({ logger, deadlineMs: Number(process.env.SHUTDOWN_MS ?? 10_000) });

/** Answers when the test says so; tells the test that it is under way. */
const slow: RequestHandler = async (_request, response) => {
  process.send?.({ name: 'under way' });
  await once(process, 'message');
  response.json('answered');
};

const router = Router()
  .get('/slow', slow)
  .get('/never', () => process.send?.({ name: 'under way' }))
  .get('/stream', (request, response) => {
    const stream = new EventStream(request, response, {
      contentType: 'text/event-stream',
      heartbeat: ':\n\n',
      closing: lifecycle.closing,
    });
    void stream.write('data: hello\n\n');
  })
  .get('/forget', (_request, response) => {
    void Promise.reject(new Error('nobody catches this'));
    response.end();
  })
  .get('/throw', (_request, response) => {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    response.end();
  });

/** Says which part stops, and stops when all of them do, in the order that the test checks. */
const part = (name: string) => ({
  start() {
    if (process.env.FAILS_TO_START === name) throw new Error(`${name} cannot start`);
  },
  async stop() {
    logger.info(`${name} stopped`);
    if (process.env.HANGS === name) await new Promise(() => {});
  },
});

async function main(): Promise<void> {
  const app = createApp({
    routers: [router],
    openApi: {},
    logger,
    readiness: () => ({ ready: !lifecycle.closing.aborted, checks: {} }),
  });
  if (process.env.WAITS) {
    process.send?.({ name: 'waiting' });
    await once(process, 'message');
  }
  const port = Number(process.env.PORT ?? 0);
  const host = process.env.HOST ?? '127.0.0.1';
  const taken = await lifecycle.run({ app, port, host, parts: [part('first'), part('second')] });
  process.send?.({ name: 'listening', port: taken });
}

void main();
