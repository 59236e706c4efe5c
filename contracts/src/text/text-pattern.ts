import { BLANK, ZERO_WIDTH } from './invisible';

/** Unicode's Default_Ignorable_Code_Point in ranges: the patterns of JSON Schema are read by engines that know no `\p{…}`. */
const IGNORABLE =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164' +
  '\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}';
/** Those beyond the first plane cannot be written in a text that is to have none. */
const NONCHARACTERS = '\\ufdd0-\\ufdef\\ufffe\\uffff';

/**
 * What `textRule` asks of a text but its length (and noncharacters beyond the first plane), as a pattern of JSON Schema (with the flag `u`); `control` is a class. White space
 * around it is cut off, and so is more liberal than this says.
 */
export function textPattern(control: RegExp): string {
  const forbidden = control.source.slice(1, -1) + NONCHARACTERS;
  const any = `[^${forbidden}]*`;
  return `^${any}[^${forbidden}\\s${IGNORABLE}${ZERO_WIDTH}${BLANK}]${any}$`;
}
