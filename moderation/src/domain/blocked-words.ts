import { BLANK, ZERO_WIDTH } from '@blog/contracts';
import { WordTree } from './word-tree';

/* Scripts written without spaces between words: their words have no edges that could be looked for. */
const SPACELESS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('');
const spaceless = new RegExp(`^[${SPACELESS}]$`, 'v');
/* What makes a word longer or another one when it stands right beside it. */
const wordCharacter = new RegExp(String.raw`^[[\p{L}\p{N}\p{M}_]--[${SPACELESS}]]$`, 'v');

/* What renders nothing would hide a word from everybody but its reader. */
const INVISIBLE = new RegExp(
  `[\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}${ZERO_WIDTH}]`,
  'gu',
);
const BLANKS = new RegExp(`[${BLANK}]`, 'gu');
/* Marks of no script of their own, of those that have not made another letter: strokes, underlines, enclosures, stress. */
const OVERLAID = /\p{Me}|(?=\p{M})\p{Script=Inherited}/gu;

/**
 * Brings a text to a form in which spellings are equal that differ only by case, in every script, by compatible forms
 * (fullwidth, ligatures, mathematical letters), by characters that render nothing or by what is laid over letters. Lower case first, then upper, since
 * neither alone makes ß, ẞ and SS one, nor σ, ς and Σ; İ and I are one, as i and ı are then.
 */
const fold = (text: string) =>
  streamSafe(text.replace(INVISIBLE, ''))
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .toUpperCase()
    .normalize('NFKC')
    .replace(OVERLAID, '');

/** A text as it may be meant: blanks separate its words, or hide within one. */
function readings(text: string): string[] {
  const joined = text.replace(BLANKS, '');
  return joined === text ? [fold(text)] : [fold(joined), fold(text.replace(BLANKS, ' '))];
}

/**
 * Parts long runs of combining marks, as the Stream-Safe Text Process of Unicode (UAX #15) does: to normalize a run takes
 * time that grows with its square, and no writing has so many.
 */
const streamSafe = (text: string) => text.replace(/\p{M}{30}(?=\p{M})/gu, '$&\u034f');

/** A word in its folded form. */
interface Word {
  readonly length: number;
  /** No part of a word may stand before it, or after it. */
  readonly hasEdgeBefore: boolean;
  readonly hasEdgeAfter: boolean;
}

/**
 * Words that are looked for in texts, all of them in one pass: what a text costs does not grow with their number.
 *
 * A word is found as a whole word, whatever its case, its Unicode form, what in it renders nothing and what is laid over it: letters,
 * digits, marks of their script or _ beside it make it another word, any other character does not; so does an accent that makes
 * another letter (é). A word of a script written without spaces is found anywhere.
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

  /** The index of the first of the words, in their own order, that a text has; undefined if it has none. */
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
