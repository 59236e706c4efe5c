import type { Drill } from './fault';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

/**
 * A drill whose rounds share a growing resource, such as a log. It is recreated every `every` rounds, since each round reads
 * all of it.
 */
export function renewedDrill<Thing>(options: {
  every: number;
  open(random: SeededRandom): Promise<Thing>;
  round(thing: Thing, random: SeededRandom, round: number): Promise<Tally>;
  close(thing: Thing): Promise<unknown>;
}): Drill {
  let thing: Thing | undefined;
  let rounds = 0;

  async function close(): Promise<void> {
    const old = thing;
    thing = undefined;
    if (old !== undefined) await options.close(old);
  }

  return {
    async round(random, round) {
      if (rounds % options.every === 0) await close();
      rounds += 1;
      thing ??= await options.open(random.for('what is shared'));
      return options.round(thing, random, round);
    },
    close,
  };
}
