import type { BlogSystem } from '../../harness/blog-system';
import type { SeededRandom } from '../seeded-random';

/** What one neighbour does to a running blog that it has no right to harm. */
export interface Attack {
  /** As in a failure's message: "a malformed event". */
  readonly name: string;
  /**
   * Attacks, and resolves when it is over, with everything closed that it opened. What must hold of the rest of the blog is
   * judged by the fault afterwards; what must hold of the attack itself (its answers, what is shown) is asserted here.
   * @throws Error  a promise about the attack itself did not hold
   */
  run(blog: BlogSystem, random: SeededRandom): Promise<void>;
}
