import type { KeyboardEvent } from 'react';

/** The key code that Safari gives to the key that ends a composition, which it reports only after the composition's end. */
const IN_COMPOSITION = 229;

/** True for keys that belong to an input method (IME), as for Chinese or Japanese, where Escape and Enter choose words. */
export function isComposing({ nativeEvent, keyCode }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || keyCode === IN_COMPOSITION;
}
