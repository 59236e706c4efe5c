import { blogEvents } from '@blog/contracts';
import { BlogHistory } from './blog-history';

const COUNT = 2_000;
const bytes = (size: 'blog' | '1k') =>
  new BlogHistory({ seed: 'test', size }).takeSamples(COUNT).map(({ json }) => Buffer.byteLength(json));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('repeats itself with the same seed, ids among it, and no other', () => {
  const of = (seed: string) => new BlogHistory({ seed, size: 'blog' }).takeSamples(50);

  expect(of('a')).toEqual(of('a'));
  expect(of('a')[0]).not.toEqual(of('b')[0]);
});

it('has no id twice', () => {
  const samples = new BlogHistory({ seed: 'test', size: 'blog' }).takeSamples(COUNT);

  expect(new Set(samples.map(({ id }) => id)).size).toBe(COUNT);
});

it('makes events that the blog can read', () => {
  const history = new BlogHistory({ seed: 'test', size: 'blog' });
  const definitions = new Map<string, (typeof blogEvents)[number]>(
    blogEvents.map((definition) => [definition.type, definition]),
  );

  for (let left = COUNT; left > 0; left -= 1) {
    const event = history.next();
    expect(() => definitions.get(event.type)?.read(event as never)).not.toThrow();
  }
});

it('makes events of 1 KiB on average when they are to be large', () => {
  expect(mean(bytes('1k'))).toBeGreaterThan(1024 * 0.95);
  expect(mean(bytes('1k'))).toBeLessThan(1024 * 1.05);
  expect(mean(bytes('blog'))).toBeLessThan(600);
});
