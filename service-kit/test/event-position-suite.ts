import type { Server } from 'node:http';
import request from 'supertest';
import type { MemoryBus } from './memory-bus';

/** What every route that changes something promises about `Event-Position`. `body` is what it takes, another one for each `n`. */
export function eventPositionSuite(route: {
  service: { readonly server: Server; readonly bus: MemoryBus; caughtUp(): Promise<void> };
  path: string;
  body: (n: number) => object;
  /** The same service again, after a stop. */
  restart: () => Promise<unknown>;
}): void {
  const { service, path, body } = route;
  const api = () => request(service.server);
  const positionOf = ({ headers }: request.Response) => headers['event-position'];
  /** Where the last event is, as the header has it. */
  const head = () => String(service.bus.events.length);

  it('says where the event of each change is', async () => {
    const created = await api().post(path).send(body(1));
    expect([created.status, positionOf(created)]).toEqual([201, head()]);
    const one = `${path}/${created.body.id}`;
    expect(service.bus.events.at(-1)).toMatchObject({ subject: created.body.id });
    expect(positionOf(await api().patch(one).send(body(2)))).toBe(head());
    const deleted = await api().delete(one);
    expect([deleted.status, positionOf(deleted)]).toEqual([204, head()]);
  });

  it('says none for what changes nothing', async () => {
    const { body: made } = await api().post(path).send(body(1));
    const same = await api().patch(`${path}/${made.id}`).send(body(1));
    expect([same.status, positionOf(same)]).toEqual([200, undefined]);
  });

  it('says none while the bus does not acknowledge, and says it to who asks again with the same key', async () => {
    const create = () => api().post(path).set('Idempotency-Key', '"position"').send(body(1));
    await service.caughtUp();
    service.bus.down = true;
    const first = await create();
    expect([first.status, positionOf(first)]).toEqual([201, undefined]);
    expect(positionOf(await create())).toBeUndefined();
    service.bus.down = false;
    await service.caughtUp();
    const position = service.bus.events.find(({ subject }) => subject === first.body.id)?.position;
    expect(positionOf(await create())).toBe(String(position));
    await route.restart();
    expect(positionOf(await create())).toBe(String(position));
  });

  it('lets pages of other origins read it', async () => {
    const { headers } = await api().get(path).set('Origin', 'http://localhost:3000');
    expect(headers['access-control-expose-headers']?.split(',')).toContain('Event-Position');
  });
}
