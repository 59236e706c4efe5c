/**
 * A text in lower case, so that texts can be compared whatever the case of their letters. What a character becomes does not depend
 * on its neighbours, as it does in `toLowerCase` for a sigma at the end of a word: a part of a text folds to a part of what the text folds to.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
