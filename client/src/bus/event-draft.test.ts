import { draftOf, eventOf, faultsOf, NEW_DRAFT } from './event-draft';

const own = { id: 'new', time: '2026-01-01T00:00:00.000Z', original: undefined };
const original = {
  position: 7,
  storedtime: '2025-12-31T00:00:00.000Z',
  specversion: '1.0',
  id: 'old',
  source: '/comments',
  type: 'CommentCreated',
  subject: 'c',
  time: '2025-12-31T00:00:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'https://blog.example/events/CommentCreated/1',
  causationid: 'older',
  extension: 'kept',
  data: { id: 'c', content: 'I like apples' },
};

it('makes a complete event from what is typed', () => {
  const draft = { type: ' OrderShipped ', source: '/page', subject: ' o-1 ', data: '{"n":1}' };
  expect(faultsOf(draft)).toEqual({});
  expect(eventOf(draft, own)).toEqual({
    specversion: '1.0',
    id: 'new',
    source: '/page',
    type: 'OrderShipped',
    subject: 'o-1',
    time: own.time,
    datacontenttype: 'application/json',
    data: { n: 1 },
  });
  const bare = eventOf({ ...draft, subject: '', data: ' ' }, own);
  expect(Object.keys(bare)).toEqual(['specversion', 'id', 'source', 'type', 'time']);
});

it('names each fault', () => {
  expect(faultsOf({ ...NEW_DRAFT, source: ' ', data: '{' })).toEqual({
    type: expect.stringContaining('Enter a type'),
    source: expect.stringContaining('Enter a source'),
    data: expect.stringMatching(/^This is not valid JSON: /),
  });
});

it('makes a copy that is a new event, caused by the original', () => {
  const copy = eventOf(draftOf(original), { ...own, original });
  const { position: _p, storedtime: _s, ...published } = original;
  expect(copy).toEqual({ ...published, id: 'new', time: own.time, causationid: 'old' });
});

it('drops what belongs to another type or to other data', () => {
  const other = eventOf({ ...draftOf(original), type: 'Other' }, { ...own, original });
  expect(other).not.toHaveProperty('dataschema');
  const { data: _data, ...bytes } = { ...original, data_base64: 'AAA=' };
  expect(draftOf(bytes).data).toBe('');
  expect(eventOf(draftOf(bytes), { ...own, original: bytes })).toMatchObject({ data_base64: 'AAA=' });
  const typed = eventOf({ ...draftOf(bytes), data: '1' }, { ...own, original: bytes });
  expect(typed).toMatchObject({ data: 1 });
  expect(typed).not.toHaveProperty('data_base64');
});
