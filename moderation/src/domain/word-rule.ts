/* Scripts written without spaces between words: their words have no edges that could be looked for. */
const SPACELESS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('');
const spaceless = new RegExp(`^[${SPACELESS}]$`, 'v');
/* What makes a word longer or another one when it stands right beside it. */
const WORD_CHARACTER = String.raw`[[\p{L}\p{N}\p{M}_]--[${SPACELESS}]]`;

/**
 * Brings a text to a form in which spellings that differ by case only are equal, in every script. Lower case first,
 * then upper, since neither alone makes ß, ẞ and SS one, nor σ, ς and Σ.
 */
const fold = (text: string) => text.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC');

/**
 * Makes a rule that tells whether a text holds `word` as a whole word, whatever its case or Unicode form: letters,
 * digits, combining marks or _ beside it make it another word, any other character does not. A word of a script
 * written without spaces is found anywhere.
 */
export function wordRule(word: string): (text: string) => boolean {
  const folded = fold(word);
  const characters = [...folded];
  const hasEdge = (character: string | undefined) => !spaceless.test(character ?? '');
  const before = hasEdge(characters[0]) ? `(?<!${WORD_CHARACTER})` : '';
  const after = hasEdge(characters.at(-1)) ? `(?!${WORD_CHARACTER})` : '';
  const pattern = new RegExp(`${before}${escapePattern(folded)}${after}`, 'v');
  return (text) => pattern.test(fold(text));
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/&!#%,:;<=>@`~"'-]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0');
    return `\\x${code}`;
  });
}
