import { searchTerms } from '@blog/contracts/fold-text';
import fc from 'fast-check';
import { excerptOf } from './excerpt-of';

const shown = (text: string, query: string) =>
  excerptOf(text, searchTerms(query))
    .map(({ text: part, isFound }) => (isFound ? `[${part}]` : part))
    .join('');

it('marks what was found', () => {
  expect(shown('A pear, and another Pear', 'pear')).toBe('A [pear], and another [Pear]');
});

it('shows the place of what was found in a long text', () => {
  const text = `${'before '.repeat(100)}found${' after'.repeat(100)}`;
  const excerpt = shown(text, 'found');
  expect(excerpt).toMatch(/^….*\[found\].*…$/);
  expect(excerpt.length).toBeLessThan(300);
});

it('cuts no character apart, and shows what the text has', () => {
  const text = fc.string({
    unit: fc.constantFrom('😀', 'é', 'a', ' ', 'x\u0301'),
    minLength: 0,
    maxLength: 600,
  });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const whole = `${before}zz${after}`;
      const parts = excerptOf(whole, ['zz']);
      const excerpt = parts.map((part) => part.text).join('');
      expect(excerpt).not.toMatch(/\p{Surrogate}/u);
      expect(whole).toContain(excerpt.replace(/^…/, '').replace(/…$/, ''));
      expect(parts.filter(({ isFound }) => isFound).map((part) => part.text)).toEqual(['zz']);
    }),
  );
});
