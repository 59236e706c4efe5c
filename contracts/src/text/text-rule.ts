import { z } from 'zod';
import { BLANK, ZERO_WIDTH } from './invisible';
import { textPattern } from './text-pattern';
import type { TextFault } from './text-problems';

/* C0 and C1 controls, DEL, and the separators of lines and paragraphs. Written as escapes, since nobody can see them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the rule
const ANY_CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the rule
const CONTROL_BUT_LINES_AND_TABS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

const VISIBLE = new RegExp(`[^\\s\\p{Default_Ignorable_Code_Point}${ZERO_WIDTH}${BLANK}]`, 'u');
/* Half a surrogate pair cannot be written as UTF-8; noncharacters are for a program's own use (RFC 7493, 2.1). */
const NO_CHARACTER = /\p{Surrogate}|\p{Noncharacter_Code_Point}/u;
/* More than any writing has (UAX #15, Stream-Safe Text Format); to normalise a run takes time that grows with its square. */
const TOO_MANY_MARKS = /\p{M}{31}/u;

const normalise = (text: string) => (TOO_MANY_MARKS.test(text) ? text : text.normalize('NFC'));

/**
 * Text that people write. White space around it is cut off and it is normalised to Unicode NFC, unless more than 30 combining
 * marks stand in a row; otherwise it stays as given. Lengths count Unicode code points. Each fault has a code of its own: `<name>_empty`
 * (nothing can be seen of it), `<name>_too_long`, `<name>_control_character`, `<name>_malformed` (half a surrogate
 * pair, a noncharacter such as U+FFFE).
 */
export function textRule(rule: { name: string; charactersMax: number; multiline: boolean }) {
  const control = rule.multiline ? CONTROL_BUT_LINES_AND_TABS : ANY_CONTROL;

  function faultOf(text: string): { fault: TextFault; message: string } | undefined {
    if (NO_CHARACTER.test(text)) return { fault: 'malformed', message: 'expected Unicode text' };
    const characters = text.length > rule.charactersMax ? [...text].length : text.length;
    if (characters > rule.charactersMax) {
      const message = `expected at most ${rule.charactersMax} characters, got ${characters}`;
      return { fault: 'too_long', message };
    }
    if (control.test(text)) {
      const allowed = rule.multiline ? 'but line breaks and tabs' : 'and no line breaks';
      return { fault: 'control_character', message: `expected no control characters ${allowed}` };
    }
    if (!VISIBLE.test(text)) return { fault: 'empty', message: 'expected at least 1 visible character' };
    return undefined;
  }

  return z
    .string()
    .overwrite((text) => normalise(text.trim()))
    .superRefine((text, context) => {
      const found = faultOf(text);
      if (found === undefined) return;
      const params = { code: `${rule.name}_${found.fault}` };
      context.addIssue({ code: 'custom', message: found.message, params });
    })
    .meta({ minLength: 1, maxLength: rule.charactersMax, pattern: textPattern(control) });
}
