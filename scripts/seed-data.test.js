'use strict';

const { posts } = require('./seed-data.json');

const titles = posts.map(({ title }) => title);
const comments = posts.flatMap((post) => post.comments);
const stored = (text) => text.trim().normalize('NFC');
const length = (text) => [...text].length;

const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Thai',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Georgian',
  'Ethiopic',
];

describe('the seed data', () => {
  test('has about 100 posts with about 1,000 comments, from none to 40 each', () => {
    const counts = posts.map((post) => post.comments.length);
    expect(posts.length).toBeGreaterThanOrEqual(100);
    expect(comments.length).toBeGreaterThanOrEqual(1_000);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 40]);
  });

  test('names no title and no comment twice, as the services store them', () => {
    expect(new Set(titles.map(stored)).size).toBe(titles.length);
    expect(new Set(comments.map(stored)).size).toBe(comments.length);
  });

  test('is within the limits of the services', () => {
    expect(titles.filter((title) => length(stored(title)) < 1 || length(stored(title)) > 200)).toEqual([]);
    expect(comments.filter((text) => length(stored(text)) < 1 || length(stored(text)) > 5_000)).toEqual([]);
    expect(titles.filter((title) => /[\p{Cc}\p{Cs}]/u.test(title))).toEqual([]);
    expect(comments.filter((text) => /[\p{Cc}\p{Cs}]/u.test(text.replace(/[\n\t]/g, '')))).toEqual([]);
  });

  test.each(SCRIPTS)('is written in %s, too', (script) => {
    const letter = new RegExp(`\\p{Script=${script}}`, 'u');
    expect(comments.filter((text) => letter.test(text)).length).toBeGreaterThanOrEqual(4);
  });

  test.each([
    ['a title of the greatest length', titles, (text) => length(text) === 200],
    ['comments of more than 1,000 characters', comments, (text) => length(text) > 1_000],
    ['several lines', comments, (text) => text.includes('\n')],
    ['tabs', comments, (text) => text.includes('\t')],
    ['markup', comments, (text) => text.includes('<script>')],
    ['backslashes', comments, (text) => text.includes('\\')],
    ['text that is not in NFC', comments, (text) => text !== text.normalize('NFC')],
    ['emoji joined to one', comments, (text) => /\p{Emoji}\u200d\p{Emoji}/u.test(text)],
    ['the blocked word', comments, (text) => /\borange\b/i.test(text)],
    ['words that only contain the blocked word', comments, (text) => /\boranges\b/i.test(text)],
  ])('has %s', (_what, texts, matches) => {
    expect(texts.filter(matches)).not.toHaveLength(0);
  });
});
