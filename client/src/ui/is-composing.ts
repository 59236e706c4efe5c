import type { KeyboardEvent } from 'react';

/** What Safari gives the key that ends a composition, which it tells of after the composition has ended. */
const IN_COMPOSITION = 229;

/** Whether a key belongs to an input method (IME), as for Chinese or Japanese: Escape and Enter then choose among its words. */
export function isComposing({ nativeEvent, keyCode }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || keyCode === IN_COMPOSITION;
}
