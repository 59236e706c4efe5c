import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpServer, createLogger, pause } from '@blog/service-kit';
import { createLabApp } from './app';
import { Account } from './domain/account/account';
import { AccountKeeper } from './domain/account/account-keeper';
import { SERVICE_NAMES, type ServiceName } from './domain/account/account-sources';
import { Changes } from './domain/changes';
import { Classic } from './domain/classic';
import { Faults } from './domain/faults';
import type { LabState } from './domain/lab-state';
import { Links } from './domain/links';
import { Load } from './domain/load';
import { Parts, type ProcessPort } from './domain/parts';
import type { PartTraits } from './domain/possible-actions';
import { Receipts } from './domain/receipts';
import { blogAccountSources } from './network/blog-account-sources';
import { classicAccountSources } from './network/classic-account-sources';
import { httpWriter, readClassicId } from './network/http-writer';
import { type LinkEnds, ServiceLink } from './network/service-link';
import { openClassicProcesses } from './processes/classic-processes';

const SECRET_BYTES = 32;

interface LabOptions {
  readonly startedBy: LabState['startedBy'];
  readonly parts: readonly PartTraits[];
  readonly processes: ProcessPort;
  readonly links: readonly LinkEnds[];
  /** The services' own URLs, not through their links. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** The URL of the bus, or of each of its replicas. */
  readonly busUrls: readonly string[];
  /** Ports for the classic system's parts by name, one each, in starting order. */
  readonly classicPorts: Readonly<Record<string, number>>;
  readonly isPortTaken: (port: number) => Promise<boolean>;
}

/** A lab running in this process. */
interface OpenLab {
  /** Its URL, on loopback. */
  readonly url: string;
  /** Required on each request; 32 random bytes in hexadecimal, new for each lab. */
  readonly secret: string;
  /** The settings by which a part and the bus call each other through the link; empty without a link. */
  linkSettings(part: string): Readonly<Record<string, string>>;
  becameReady(part: string): void;
  /** How the end of the process was requested; undefined if it was not. */
  hasEnded(part: string): 'killed' | 'stopped' | undefined;
  /** Ends the load and opens the links, so that the parts can stop gracefully. Nothing can be requested any more. */
  close(): void;
}

const isServiceName = (part: string): part is ServiceName => SERVICE_NAMES.some((name) => name === part);

/** Opens the lab on a free port of 127.0.0.1. */
export async function openLab(options: LabOptions): Promise<OpenLab> {
  const now = () => new Date();
  const closing = new AbortController();
  const changes = new Changes();
  const onChange = changes.announce;
  const faults = new Faults(now);
  const opened = await Promise.all(
    options.links.map(async (ends) => [ends.service, await ServiceLink.open(ends)] as const),
  );
  const services = new Map(opened);
  const links = new Links({ ports: services, faults, onChange });
  const logger = createLogger({ name: 'lab', level: 'warn' });
  const account = new Account({ nowMs: Date.now });
  const receipts = new Receipts({ now, onAdd: (accepted) => account.accept(accepted) });
  new AccountKeeper({
    account,
    sources: blogAccountSources({ ...options, logger }),
    pause,
    nowMs: () => performance.now(),
    signal: closing.signal,
  }).start();
  const load = new Load({
    write: httpWriter(options.urls),
    pause,
    receipts,
    faults,
    newKey: randomUUID,
    choose: (count) => randomInt(count),
    nowMs: () => performance.now(),
    onChange,
  });
  const { classicPorts, isPortTaken } = options;
  const classicUrl = (name: string) => `http://127.0.0.1:${classicPorts[name]}`;
  const classic = new Classic({
    names: Object.keys(classicPorts),
    open: (events) => openClassicProcesses(classicPorts, events),
    isPortTaken: (name) => isPortTaken(classicPorts[name] as number),
    write: httpWriter({ posts: classicUrl('posts'), comments: classicUrl('comments') }, readClassicId),
    hasSignals: options.parts.every(({ hasSignals }) => hasSignals),
    sources: (stateOf) => classicAccountSources({ urlOf: classicUrl, stateOf, nowMs: Date.now, pause }),
    nowMs: () => performance.now(),
    ...{ load, pause, faults, now, onChange },
  });
  const parts = new Parts({
    parts: options.parts,
    processes: options.processes,
    ...{ faults, now, onChange },
    onAction: (name, action) => void classic.mirror(name, action),
  });
  const state = (): LabState => ({
    startedBy: options.startedBy,
    parts: parts.list,
    links: links.list,
    load: load.rate,
    classic: classic.state,
    faults: [...faults.list],
  });

  const secret = randomBytes(SECRET_BYTES).toString('hex');
  const app = createLabApp({
    ...{ state, parts, links, load, receipts, account, classic, changes, secret },
    closing: closing.signal,
    readiness: () => ({ ready: true, checks: {} }),
    logger,
    // Only the page's own server calls it.
    corsOrigins: [],
  });
  const server = createHttpServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    secret,
    linkSettings(part) {
      const link = services.get(part);
      if (link === undefined) return {};
      const { busUrl: BUS_URL, ownUrl } = link;
      return { BUS_URL, ...(ownUrl !== undefined && { PUBLIC_URL: ownUrl }) };
    },
    becameReady(part) {
      parts.becameReady(part);
      // A process that was never seen down may have come back with other data.
      if (isServiceName(part)) account.renew(part);
    },
    hasEnded: (part) => parts.hasEnded(part),
    close() {
      closing.abort();
      load.close();
      classic.close();
      links.openAll();
      server.close();
      server.closeAllConnections();
    },
  };
}
