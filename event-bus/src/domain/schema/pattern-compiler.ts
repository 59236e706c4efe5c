import { requireLinear } from './require-linear';

/** Of all patterns of a schema together: some 20 ms. */
const COMPILE_STEPS_MAX = 2_000_000;
/** What a pattern and its parts take at the most, in steps of some 10 ns, as measured with V8. */
const PATTERN_STEPS = 4_000;
const PART_STEPS = { property: 80_000, wide: 13_000, count: 2_500, other: 400 };
/** `wide` reaches beyond the Basic Multilingual Plane, where V8 works with surrogates. */
const PART = /(?<property>\\[pP]\{)|(?<wide>\\[DSW]|\[\^|\.)|(?<count>[+{])|(?<other>\\?.)/gsu;
/** V8 makes code for texts of one byte a character, and other code for those of two; and each anew at its second use. */
const TRIALS = ['', '', '\u0100', '\u0100'];

/** Compiles the patterns of one schema: each once, for good, and not more of them than a turn of the event loop bears. */
export class PatternCompiler {
  readonly #compiled = new Map<string, RegExp>();
  #steps = 0;

  /**
   * The same for the same pattern. It is ready to be used: nothing of it is left to be compiled when an event comes.
   * @throws Error  it is no regular expression, not a linear one, or too much with those before it
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
