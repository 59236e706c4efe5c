/**
 * Lowercases a text for case-insensitive comparison. Each character folds independently of its neighbours (`toLowerCase` treats
 * a sigma at the end of a word differently), so a part of a text folds to a part of the folded text.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
