import { BLANK, ZERO_WIDTH } from '@blog/contracts';
import { WordTree } from './word-tree';

/* Scripts written without spaces between words: their words have no edges to check. */
const SPACELESS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('');
const spaceless = new RegExp(`^[${SPACELESS}]$`, 'v');
/* A character that makes another word if it directly precedes or follows one. */
const wordCharacter = new RegExp(String.raw`^[[\p{L}\p{N}\p{M}_]--[${SPACELESS}]]$`, 'v');

/* Characters that render nothing would hide a word from the filter, but not from readers. */
const INVISIBLE = new RegExp(
  `[\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}${ZERO_WIDTH}]`,
  'gu',
);
const BLANKS = new RegExp(`[${BLANK}]`, 'gu');
/* Marks without a script that NFKC did not compose into a letter: strokes, underlines, enclosures, stress. */
const OVERLAID = /\p{Me}|(?=\p{M})\p{Script=Inherited}/gu;

/**
 * Brings a text to a form in which spellings are equal if they differ only in case (of any script), in compatible forms
 * (fullwidth, ligatures, mathematical letters), in characters that render nothing or in marks over letters. Lower case first,
 * then upper: neither alone makes ß, ẞ and SS equal, nor σ, ς and Σ. İ equals I, and so do i and ı.
 */
const fold = (text: string) =>
  streamSafe(text.replace(INVISIBLE, ''))
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .toUpperCase()
    .normalize('NFKC')
    .replace(OVERLAID, '');

/** The possible readings of a text: its blanks separate words, or are hidden within one. */
function readings(text: string): string[] {
  const joined = text.replace(BLANKS, '');
  return joined === text ? [fold(text)] : [fold(joined), fold(text.replace(BLANKS, ' '))];
}

/**
 * Splits long runs of combining marks, as the Stream-Safe Text Process of Unicode (UAX #15) does: normalizing a run takes
 * quadratic time, and no language has such runs.
 */
const streamSafe = (text: string) => text.replace(/\p{M}{30}(?=\p{M})/gu, '$&\u034f');

/** A word in its folded form. */
interface Word {
  readonly length: number;
  /** Whether a character of a word may not directly precede it, or follow it. */
  readonly hasEdgeBefore: boolean;
  readonly hasEdgeAfter: boolean;
}

/**
 * Finds words in texts, all of them in one pass: the cost of a text does not grow with their number.
 *
 * A word is found as a whole word, whatever its case, Unicode form, invisible characters and overlaid marks. Adjacent letters,
 * digits, marks of their script or _ make it another word, and so does an accent that makes another letter (é); any other
 * character does not. A word of a script written without spaces is found anywhere.
 */
export class BlockedWords {
  readonly #words: readonly Word[];
  readonly #tree: WordTree;

  constructor(words: readonly string[]) {
    const folded = words.map((word) => fold(word.replace(BLANKS, '')));
    this.#tree = new WordTree(folded);
    this.#words = folded.map((word) => {
      const characters = [...word];
      const hasEdge = (character = '') => !spaceless.test(character);
      return {
        length: word.length,
        hasEdgeBefore: hasEdge(characters[0]),
        hasEdgeAfter: hasEdge(characters.at(-1)),
      };
    });
  }

  /** The index of the first word, in the order of the list, that a text contains; undefined if it contains none. */
  firstIn(text: string): number | undefined {
    let first: number | undefined;
    for (const reading of readings(text)) {
      this.#tree.search(reading, (index, end) => {
        if (first !== undefined && index >= first) return;
        if (this.#isWhole(reading, this.#words[index] as Word, end)) first = index;
      });
    }
    return first;
  }

  #isWhole(text: string, word: Word, end: number): boolean {
    if (word.hasEdgeAfter && wordCharacter.test(characterAt(text, end))) return false;
    return !(word.hasEdgeBefore && wordCharacter.test(characterBefore(text, end - word.length)));
  }
}

function characterAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? '' : String.fromCodePoint(point);
}

function characterBefore(text: string, index: number): string {
  const [character = ''] = [...text.slice(Math.max(0, index - 2), index)].slice(-1);
  return character;
}
