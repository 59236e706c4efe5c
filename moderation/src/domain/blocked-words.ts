import { WordTree } from './word-tree';

/* Scripts written without spaces between words: their words have no edges that could be looked for. */
const SPACELESS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('');
const spaceless = new RegExp(`^[${SPACELESS}]$`, 'v');
/* What makes a word longer or another one when it stands right beside it. */
const wordCharacter = new RegExp(String.raw`^[[\p{L}\p{N}\p{M}_]--[${SPACELESS}]]$`, 'v');

/* What renders nothing would hide a word from everybody but its reader. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * Brings a text to a form in which spellings are equal that differ only by case, in every script, by compatible forms
 * (fullwidth, ligatures, mathematical letters) or by characters that render nothing. Lower case first, then upper, since
 * neither alone makes ß, ẞ and SS one, nor σ, ς and Σ; İ and I are one, as i and ı are then.
 */
const fold = (text: string) =>
  streamSafe(text.replace(INVISIBLE, ''))
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .toUpperCase()
    .normalize('NFKC');

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
 * A word is found as a whole word, whatever its case, its Unicode form, and what in it renders nothing: letters, digits, combining marks or _ beside it make it
 * another word, any other character does not. A word of a script written without spaces is found anywhere.
 */
export class BlockedWords {
  readonly #words: readonly Word[];
  readonly #tree: WordTree;

  constructor(words: readonly string[]) {
    const folded = words.map(fold);
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
    const folded = fold(text);
    let first: number | undefined;
    this.#tree.search(folded, (index, end) => {
      if (first !== undefined && index >= first) return;
      if (this.#isWhole(folded, this.#words[index] as Word, end)) first = index;
    });
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
