import { eventually } from '../service-kit/test/eventually';
import { missingTools } from './harness/missing-tools';
import { ReplicatedBus } from './harness/replicated-bus';

(missingTools.has('nats-server') ? describe.skip : describe)('replicas with IPv6 addresses', () => {
  let bus: ReplicatedBus;
  beforeAll(async () => {
    bus = await ReplicatedBus.start({ host: '::1' });
  }, 90_000);
  afterAll(() => bus.remove());

  it('pass on to the one that leads, and say where it is', async () => {
    const leader = await bus.leader();
    expect(leader.url).toBe(`http://[::1]:${leader.port}`);
    for (const { url } of bus.replicas) {
      await eventually(async () => {
        const ready = (await (await fetch(`${url}/readyz`)).json()) as {
          checks: { leader: { url: string } };
        };
        expect(ready.checks.leader.url).toBe(leader.url);
      });
      const { status } = await fetch(`${url}/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'Counted' }),
      });
      expect(status).toBe(201);
    }
  });
});
