import type { BlogSystem } from '../../harness/blog-system';
import type { SeededRandom } from '../seeded-random';

/** An attack by a neighbour on a running blog, which it must not harm. */
export interface Attack {
  /** Used in failure messages: "a malformed event". */
  readonly name: string;
  /**
   * Attacks; resolves when finished, with everything it opened closed. The fault checks the rest of the blog afterwards;
   * promises about the attack itself (its answers, what is shown) are asserted here.
   * @throws Error  a promise about the attack itself did not hold
   */
  run(blog: BlogSystem, random: SeededRandom): Promise<void>;
}
