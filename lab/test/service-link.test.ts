import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { eventually } from '../../service-kit/test/eventually';
import { ServiceLink } from '../src/network/service-link';

const HOST = '127.0.0.1';
const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function listen(server: Server, port = 0): Promise<void> {
  server.listen(port, HOST);
  await once(server, 'listening');
}

/** The outcome of a call. */
async function outcomeOf(url: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), HOST);
  const outcome = once(socket, 'connect').then(
    () => 'taken',
    (error: NodeJS.ErrnoException) => error.code ?? 'failed',
  );
  await outcome;
  socket.destroy();
  return outcome;
}

it('lets the bus reach a service that is back as soon as the bus hears of it', async () => {
  const service = createServer((socket) => socket.destroy());
  await listen(service);
  const ownPort = portOf(service);
  const calls: string[] = [];
  const bus = createServer((socket) => {
    socket.on('data', async () => {
      calls.push(await outcomeOf(link.ownUrl as string));
      socket.end();
    });
  });
  await listen(bus);
  const link = await ServiceLink.open({
    service: 'moderation',
    bus: [`http://${HOST}:${portOf(bus)}`],
    own: { url: `http://${HOST}:${ownPort}`, port: 0 },
  });
  const relays = [link.busUrl, link.ownUrl as string];
  for (let times = 0; times < 10; times += 1) {
    service.close();
    await once(service, 'close');
    await eventually(async () => expect(await outcomeOf(link.ownUrl as string)).toBe('ECONNREFUSED'));
    await listen(service, ownPort);
    const subscribing = connect(Number(new URL(link.busUrl).port), HOST);
    subscribing.write('subscribe');
    subscribing.resume();
    await once(subscribing, 'end');
    subscribing.destroy();
  }
  expect(calls).toEqual(Array(10).fill('taken'));
  expect([link.busUrl, link.ownUrl]).toEqual(relays);
  link.close();
  for (const server of [bus, service]) server.close();
});
