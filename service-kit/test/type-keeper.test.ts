import { BusRefused, BusUnavailable, createLogger, type EventTypeSettings, TypeKeeper } from '../src/index';
import { eventually } from './eventually';

const logger = createLogger({ name: 't', level: 'silent' });
const type = (name: string): EventTypeSettings => ({
  type: name,
  schema: { type: 'object' },
  dataschema: `https://example.com/${name}/1`,
  meaning: 'It happened.',
});

/** Remembers what is registered, refuses a type while its history does not fit, and can be away. */
class FakeBus {
  readonly registered = new Map<string, number>();
  readonly unfit = new Map<string, number>();
  down = false;

  async registerType({ type }: EventTypeSettings, except: readonly number[]): Promise<void> {
    if (this.down) throw new BusUnavailable('The bus is down.');
    const position = this.unfit.get(type);
    if (position !== undefined && !except.includes(position)) {
      throw new BusRefused(409, 'type.refuses_history', `the one at position ${position} does not fit`);
    }
    this.registered.set(type, (this.registered.get(type) ?? 0) + 1);
  }
}

describe('TypeKeeper', () => {
  const bus = new FakeBus();
  const setAside: number[] = [];
  const types = [type('A'), type('B')];
  const keeper = new TypeKeeper({ bus, types, except: () => setAside, logger, refreshMs: 1 });
  const checks = () => keeper.readiness().checks.types;
  afterAll(() => keeper.stop());

  it('is ready, and says why nothing is registered, while the bus is away', async () => {
    bus.down = true;
    bus.unfit.set('A', 7);
    keeper.start();
    await eventually(() => expect(checks().lastError).toBe('The bus is down.'));
    expect(keeper.readiness()).toMatchObject({
      ready: true,
      checks: { types: { registered: [], refused: {} } },
    });
  });

  it('registers the other types when one is refused, says so, and stays ready', async () => {
    bus.down = false;
    await eventually(() => expect(checks().registered).toEqual(['B']));
    const refused = { A: 'the one at position 7 does not fit' };
    expect(keeper.readiness()).toEqual({
      ready: true,
      checks: { types: { registered: ['B'], refused, lastError: null } },
    });
  });

  it('registers it once the events that do not fit are set aside', async () => {
    setAside.push(7);
    await eventually(() => expect(checks()).toMatchObject({ registered: ['B', 'A'], refused: {} }));
  });

  it('names the latest of more events that do not fit than a request may name', async () => {
    setAside.push(...Array.from({ length: 10_000 }, (_, n) => 10 + n));
    await eventually(() => expect(checks().refused).toHaveProperty('A'));
    // As when an operator exempts the history up to there.
    bus.unfit.set('A', 10_009);
    await eventually(() => expect(checks().refused).toEqual({}));
  });

  it('says them again, and registers them at a bus that has lost them', async () => {
    bus.registered.clear();
    await eventually(() => expect(bus.registered.get('B')).toBeGreaterThan(1));
  });
});
