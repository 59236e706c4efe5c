import { requireLinear } from './require-linear';

/** Steps for all patterns of a schema together: some 20 ms. */
const COMPILE_STEPS_MAX = 2_000_000;
/** Maximum cost of a pattern and its parts, in steps of some 10 ns, as measured with V8. */
const PATTERN_STEPS = 4_000;
const PART_STEPS = { property: 80_000, wide: 13_000, count: 2_500, other: 400 };
/** `wide`: a class beyond the Basic Multilingual Plane, where V8 works with surrogates. */
const PART = /(?<property>\\[pP]\{)|(?<wide>\\[DSW]|\[\^|\.)|(?<count>[+{])|(?<other>\\?.)/gsu;
/** V8 compiles a pattern for texts of one byte per character and for those of two, and each again at its second use. */
const TRIALS = ['', '', '\u0100', '\u0100'];

/** Compiles the patterns of one schema: each once, and no more than fit into a turn of the event loop. */
export class PatternCompiler {
  readonly #compiled = new Map<string, RegExp>();
  #steps = 0;

  /**
   * Returns the same expression for the same pattern. It is fully compiled, so that no event has to wait for that.
   * @throws Error  it is not a regular expression, not linear, or too costly together with those before it
   */
  compile(pattern: string): RegExp {
    const known = this.#compiled.get(pattern);
    if (known !== undefined) return known;
    requireLinear(pattern);
    this.#steps += compileSteps(pattern);
    if (this.#steps > COMPILE_STEPS_MAX) {
      throw new Error(
        `expected patterns that take at most ${COMPILE_STEPS_MAX} steps to compile, all of the schema together ` +
          `(${PART_STEPS.property} for each \\p{…}, ${PART_STEPS.wide} for each of . \\D \\S \\W [^…], ${PATTERN_STEPS} for each pattern)`,
      );
    }
    const compiled = new RegExp(pattern, 'u');
    for (const text of TRIALS) compiled.test(text);
    this.#compiled.set(pattern, compiled);
    return compiled;
  }
}

function compileSteps(pattern: string): number {
  let steps = PATTERN_STEPS;
  for (const { groups = {} } of pattern.matchAll(PART)) {
    for (const [part, partSteps] of Object.entries(PART_STEPS))
      if (groups[part] !== undefined) steps += partSteps;
  }
  return steps;
}
