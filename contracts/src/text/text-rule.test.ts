import { textRule } from './text-rule';

const line = textRule({ name: 'name', charactersMax: 3, multiline: false });
const lines = textRule({ name: 'text', charactersMax: 3, multiline: true });
const codeOf = (rule: typeof line, text: unknown) => {
  const issue = rule.safeParse(text).error?.issues[0];
  return issue?.code === 'custom' ? issue.params?.code : issue?.code;
};

it('cuts off white space around a text', () => {
  expect(line.parse(' \u3000abc\n')).toBe('abc');
});

it('normalises to NFC before it counts', () => {
  expect(line.parse('e\u0301'.repeat(3))).toBe('\u00e9'.repeat(3));
});

it('never normalises a long run of combining marks, which would take the square of its length', () => {
  const foldings = jest.spyOn(String.prototype, 'normalize');
  const long = textRule({ name: 'text', charactersMax: 5_000, multiline: true });
  const text = `a${'\u0345'.repeat(100)}${'\u0334'.repeat(100)}`;
  expect(long.parse(text)).toBe(text);
  expect(foldings).not.toHaveBeenCalled();
  foldings.mockRestore();
});

it('counts code points, not UTF-16 units', () => {
  expect(line.parse('🍊🍊🍊')).toBe('🍊🍊🍊');
  expect(codeOf(line, '🍊🍊🍊🍊')).toBe('name_too_long');
});

it.each<[string, unknown, string]>([
  ['nothing', '', 'name_empty'],
  ['white space', ' \t\n', 'name_empty'],
  ...[
    '\u200b',
    '\u00ad',
    '\u2800',
    '\u3164',
    '\u115f\ufe0f',
    '\ufeff',
    '\u{e0041}',
    ' \u200d ',
    '\u{1d159}',
    '\u{13441}',
    '\u{13430}\u{1343f}',
    '\u{16fe4}',
  ].map((text): [string, unknown, string] => [
    `nothing visible: ${JSON.stringify(text)}`,
    text,
    'name_empty',
  ]),
  ['one too many', 'abcd', 'name_too_long'],
  ['a line separator', 'a\u2028b', 'name_control_character'],
  ['a paragraph separator', 'a\u2029b', 'name_control_character'],
  ['a line break', 'a\nb', 'name_control_character'],
  ['NUL', 'a\u0000b', 'name_control_character'],
  ['DEL', 'a\u007fb', 'name_control_character'],
  ['a C1 control', 'a\u009bb', 'name_control_character'],
  ['half a surrogate pair', '\ud83c', 'name_malformed'],
  ['a noncharacter', 'a\ufdd0', 'name_malformed'],
  ['U+FFFE', '\ufffe', 'name_malformed'],
  ['a noncharacter beyond the first plane', '\u{10ffff}', 'name_malformed'],
  ['a number', 5, 'invalid_type'],
  ['nothing at all', undefined, 'invalid_type'],
])('refuses %s', (_name, text, code) => {
  expect(codeOf(line, text)).toBe(code);
});

it.each(['\u0301', 'a\u200b', '👩\u200d👩', '.', '\u0601'])('takes what can be seen: %j', (text) => {
  expect(line.parse(text)).toBe(text);
});

it('lets only a text of several lines have line breaks and tabs', () => {
  expect(lines.parse('a\nb')).toBe('a\nb');
  expect(lines.parse('a\tb')).toBe('a\tb');
  expect(lines.parse('a\u2028b')).toBe('a\u2028b');
  expect(codeOf(lines, 'a\u001bb')).toBe('text_control_character');
});

it.each([
  ['of one line', line],
  ['of several', lines],
])('is documented by a pattern that takes the same texts %s', (_kind, rule) => {
  const { pattern = '' } = rule.meta() as { pattern?: string };
  const documented = new RegExp(pattern, 'u');
  const differences: string[] = [];
  // Beyond the first plane, the ends of each range of what renders nothing are among the multiples of 16, or beside them.
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    if (codePoint > 0x3100 && codePoint < 0xf000 && codePoint % 32 > 4) continue;
    if (codePoint > 0xffff && codePoint % 16 > 4 && codePoint % 16 < 10) continue;
    if (codePoint > 0x1ffff && codePoint % 2_048 > 1 && codePoint % 2_048 < 2_047) continue;
    if (codePoint > 0xffff && (codePoint & 0xfffe) === 0xfffe) continue;
    const character = String.fromCodePoint(codePoint);
    for (const text of [character, `a${character}b`]) {
      // Some characters are several in NFC, of which only the number is at fault.
      const isTaken = rule.safeParse(text).success || codeOf(rule, text)?.endsWith('_too_long');
      if (documented.test(text) !== isTaken) differences.push(`${codePoint.toString(16)} in ${text.length}`);
    }
  }
  expect(differences).toEqual([]);
});
