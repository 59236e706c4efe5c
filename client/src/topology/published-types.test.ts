import { blogEvents } from '@blog/contracts';
import { publishedTypes } from './published-types';

it('has every type of the blog, once', () => {
  const types = ['posts', 'comments', 'moderation', 'query'].flatMap(publishedTypes);
  expect(types.toSorted()).toEqual(blogEvents.map(({ type }) => type).toSorted());
  expect(publishedTypes('importer')).toEqual([]);
});
