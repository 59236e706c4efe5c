import assert from 'node:assert/strict';
import { eventually } from '../../service-kit/test/eventually';
import { BlogSystem } from '../harness/blog-system';
import { SERVICE_NAMES } from '../harness/service-names';
import type { Attack } from './abuse/attack';
import { ATTACKS } from './abuse/attacks';
import { auditState } from './auditor';
import { BlogLoad } from './blog-load';
import type { Drill, Fault } from './fault';
import { residentMiB } from './http-fuzz/resident-memory';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const BUS_MIB_MAX = 256;
const ENOUGH = { withinMs: 30_000, everyMs: 50 };
const HONEST_PAUSE_MS = 50;

/** A neighbour attacks while honest authors write: each attack in turn, then all in parallel. */
export function abuseBy(attacks: readonly Attack[], { isOnNats = false } = {}): Fault {
  // Each attack alone, then all in parallel.
  const rounds = attacks.length + 1;
  return {
    name: 'abuse',
    what: 'a neighbour that sends what it must not, too much, or takes no answer',
    holds: 'everyone else is ready and served, nothing honest is lost, and the bus keeps to 256 MiB',
    counts: { short: rounds, long: 50 * rounds },
    needs: ['linux'],
    open: async (options = {}) => new AbuseDrill(attacks, await BlogSystem.start({ ...options, isOnNats })),
  };
}

export const abuse: Fault = abuseBy(ATTACKS);

class AbuseDrill implements Drill {
  readonly #all: readonly Attack[];
  readonly #blog: BlogSystem;
  readonly #pids: ReadonlyMap<string, number>;

  constructor(all: readonly Attack[], blog: BlogSystem) {
    this.#all = all;
    this.#blog = blog;
    this.#pids = new Map(SERVICE_NAMES.map((name) => [name, blog.services[name].pid]));
  }

  async round(random: SeededRandom, round: number): Promise<Tally> {
    const chosen = this.#all[(round - 1) % (this.#all.length + 1)];
    const attacks = chosen === undefined ? this.#all : [chosen];
    const load = new BlogLoad(this.#blog, random.for('honest'), { pauseMs: HONEST_PAUSE_MS });
    load.resume();
    try {
      await Promise.all(attacks.map((attack) => this.#attack(attack, random.for(attack.name))));
      await load.moves();
    } finally {
      await load.pause();
    }
    await this.#allAreWell();
    return this.#auditHonest(load);
  }

  close(): Promise<void> {
    return this.#blog.stop();
  }

  async #attack(attack: Attack, random: SeededRandom): Promise<void> {
    try {
      await attack.run(this.#blog, random);
    } catch (cause) {
      throw new Error(`${attack.name}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Checks that every service is the same process as at the start, ready, and serves what is written now. */
  async #allAreWell(): Promise<void> {
    const blog = this.#blog;
    const { id } = await blog.createPost('Is anybody there?');
    await eventually(() => blog.comment(id, 'Yes.'), ENOUGH);
    await eventually(async () => {
      const { comments } = await blog.post(id);
      assert.equal(comments[0]?.status, 'approved', 'an honest comment was not approved');
    }, ENOUGH);
    for (const name of SERVICE_NAMES) {
      const service = blog.services[name];
      assert.equal(service.pid, this.#pids.get(name), `${name} is another process`);
      await service.ready();
    }
    const busMiB = residentMiB(blog.services['event-bus'].pid) ?? 0;
    assert(busMiB <= BUS_MIB_MAX, `the bus takes ${Math.round(busMiB)} MiB, expected ${BUS_MIB_MAX} at most`);
  }

  /** Checks that everything accepted from honest authors is in the log exactly once. */
  async #auditHonest({ accepted }: BlogLoad): Promise<Tally> {
    const items = (ids: Iterable<string>) => [...ids].sort().map((id) => ({ id }));
    const told = async () =>
      (await this.#blog.log())
        .filter(({ type, source }) => /Created$/.test(type) && /^\/(posts|comments)$/.test(source))
        .map(({ data }) => (data as { id: string }).id)
        .filter((id) => accepted.created.has(id));
    await eventually(async () => assert((await told()).length >= accepted.created.size), ENOUGH).catch(
      () => {},
    );
    return auditState({ service: 'the log', actual: items(await told()), expected: items(accepted.created) });
  }
}
