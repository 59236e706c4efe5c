import type { Server } from 'node:http';
import type { Express } from 'express';
import { DomainError } from './domain-error';
import { createHttpServer } from './http-server';
import { leaveOnSignals, stopOnSignals } from './leave-on-signals';
import { type Listening, listen } from './listen';
import type { Logger } from './logger';
import { isEchoOfFailedCommit } from './store';
import { UnusedConnections } from './unused-connections';

/** Something that runs beside the HTTP server, such as a follower. `stop` resolves once it has stopped. */
export interface Part {
  /** Called before the service listens. */
  open?(): Promise<void>;
  start?(): void | Promise<void>;
  /** Reports a failure after which the process must end. */
  onFailure?(listener: (error: Error) => void): void;
  stop(): Promise<void>;
}

/**
 * The life of a service's process: listens, starts its parts, and on SIGTERM or SIGINT stops in the reverse order.
 *
 * A stop first aborts `closing` (readiness turns false and streams end), takes no new connection, lets requests
 * under way finish, and closes the rest after `deadlineMs`; then the parts stop, last one first. Further signals are
 * ignored. An uncaught error is logged and ends the process as `kill -9` does: continuing in an unknown state could break a
 * promise, and what is on disk is safe.
 */
export class Lifecycle {
  readonly #closing = new AbortController();
  readonly #logger: Logger;
  readonly #deadlineMs: number;

  constructor(options: { logger: Logger; deadlineMs: number }) {
    this.#logger = options.logger;
    this.#deadlineMs = options.deadlineMs;
    leaveOnSignals();
  }

  /** Aborted when the process begins to stop. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Resolves with the port once the service listens (see `listen`) and its parts have started. A port that is taken, an address
   * that this machine does not have, or a part that cannot start is logged in one sentence and ends the process with status 1.
   */
  async run(service: { app: Express; port: number; host: string; parts: readonly Part[] }): Promise<number> {
    // All services are `node dist/main.js`: ps, top and pkill tell them apart by this name.
    process.title = `blog-${this.#logger.bindings().name}`;
    process.on('uncaughtException', (error) => this.#fail(error, 'unexpected error, stopping'));
    process.on('unhandledRejection', (error) => {
      if (!isEchoOfFailedCommit(error)) this.#fail(error, 'unexpected error, stopping');
    });
    for (const part of service.parts)
      part.onFailure?.((error) => this.#fail(error, 'cannot go on, stopping'));
    const server = createHttpServer(service.app);
    let listening: Listening | undefined;
    const unused = new UnusedConnections(server);
    stopOnSignals((signal) => void this.#stop({ server, unused, listening, parts: service.parts, signal }));
    try {
      for (const part of service.parts) await part.open?.();
      listening = await listen(server, service);
      for (const part of service.parts) await part.start?.();
    } catch (error) {
      // Nothing is being written yet, so an exit cannot hang.
      const expected = error instanceof DomainError ? error.message : listenHint(error, service);
      this.#logger.fatal(expected === undefined ? { err: error } : {}, expected ?? 'could not start');
      process.exit(1);
    }
    const { port } = listening;
    this.#logger.info({ port }, `listening on http://localhost:${port}`);
    return port;
  }

  async #stop(service: {
    server: Server;
    unused: UnusedConnections;
    listening: Listening | undefined;
    parts: readonly Part[];
    signal: string;
  }) {
    if (this.#closing.signal.aborted) return;
    const { server, unused, listening, parts, signal } = service;
    this.#logger.info(`${signal} received, stopping`);
    const overdue = setTimeout(() => server.closeAllConnections(), this.#deadlineMs);
    setTimeout(() => this.#fail(undefined, 'could not stop in time'), this.#deadlineMs + 5_000);
    const idle = setInterval(() => {
      server.closeIdleConnections();
      unused.close();
    }, 50);
    const closed = listening?.close();
    this.#closing.abort();
    await closed;
    clearInterval(idle);
    clearTimeout(overdue);
    try {
      for (const part of [...parts].reverse()) await part.stop();
    } catch (error) {
      this.#fail(error, 'could not stop cleanly');
    }
    this.#logger.info('stopped');
    process.exit(0);
  }

  /**
   * Ends the process immediately. Not with `process.exit`: that waits for lmdb's writer thread, which waits for JavaScript, so
   * in the middle of a transaction the process would hang forever.
   */
  #fail(error: unknown, message: string): void {
    this.#logger.fatal(error === undefined ? {} : { err: error }, message);
    process.kill(process.pid, 'SIGKILL');
    // Process 1 of a container ignores its own signals, but not this.
    process.abort();
  }
}

/** What to do if a server cannot listen; undefined for any other error. */
function listenHint(error: unknown, { port, host }: { port: number; host: string }): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `port ${port} is taken: stop what listens there, or set PORT`;
  if (code === 'EACCES' && syscall === 'listen') {
    return `this user may not listen on port ${port}: set PORT to one from 1024 up`;
  }
  const isAddress = syscall === 'listen' || syscall === 'getaddrinfo';
  if (!isAddress) return undefined;
  return `this machine has no address ${host} (${code}): set HOST to localhost, ::, or an address that it has`;
}
