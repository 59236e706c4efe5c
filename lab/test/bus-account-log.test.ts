import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@blog/service-kit';
import { BusAccountLog } from '../src/network/bus-account-log';

const place = { epoch: 'e1', position: 9 };
const plain = (position: number, id: string) => ({
  ...{ specversion: '1.0', id: `${position}`, source: '/plain', type: 'PostCreated', position },
  ...{ time: '2026-01-01T00:00:00Z', storedtime: '2026-01-01T00:00:00Z' },
  data: { id, title: 'A', version: 1 },
});

/** A replica of a bus: its answers to GET /events by `after`; for any other it is away. */
interface Replica {
  readonly pages: Readonly<Record<string, readonly object[]>>;
  readonly epoch?: string;
  readonly head?: number;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function start({ pages, epoch = 'e1', head = 9 }: Replica, asked: URLSearchParams[]): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const query = new URLSearchParams(url.slice(url.indexOf('?')));
    asked.push(query);
    const after = query.get('after') as string;
    const [next] = Object.keys(pages).filter((one) => Number(one) > Number(after));
    if (next !== undefined) response.setHeader('link', `<?after=${next}>; rel="next"`);
    response.setHeader('event-log-epoch', epoch).setHeader('event-log-head', head);
    response.writeHead(after in pages ? 200 : 503).end(JSON.stringify(pages[after] ?? {}));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function eventsOf(...replicas: Replica[]) {
  const asked: URLSearchParams[] = [];
  const urls = await Promise.all(replicas.map((replica) => start(replica, asked)));
  const log = new BusAccountLog({ urls, logger: createLogger({ name: 'test', level: 'silent' }) });
  const events = await log.eventsOf({ kind: 'post', id: 'p1' }, place, new AbortController().signal);
  return { positions: events?.map(({ position }) => position), asked };
}

const whole: Replica = { pages: { 0: [plain(2, 'p1'), plain(3, 'p2')], 5: [], 7: [plain(8, 'p1')] } };

it('finds all events of a post, page by page, those without a subject too, and no others', async () => {
  const { positions, asked } = await eventsOf(whole);
  expect(positions).toEqual([2, 8]);
  expect(Object.fromEntries(asked[0] as URLSearchParams)).toMatchObject({
    contains: 'p1',
    type: 'PostCreated,PostUpdated,PostDeleted',
  });
});

it.each<[string, Replica]>([
  ['is away', { pages: {} }],
  ['answers with something else in between', { pages: { 0: [plain(2, 'p1')], 5: [{}] } }],
  ['has another log', { ...whole, epoch: 'e2' }],
  ['has not read as far yet', { pages: { 0: [] }, head: 8 }],
])('does not rely on a replica that %s, but on another', async (_what, replica) => {
  expect((await eventsOf(replica)).positions).toBeUndefined();
  expect((await eventsOf(replica, whole)).positions).toEqual([2, 8]);
});
