import { UnreadableEvent } from './define-event';
import { hear } from './hear';

const stored = (type: string, data: object) => ({
  ...{ specversion: '1.0', id: 'e', source: '/posts', type, time: '2026-01-01T00:00:00Z', position: 7 },
  data,
});

const { types, react } = hear<string[], number>({
  PostCreated: ({ data }, told, position) => told.push(`${data.title} at ${position}`),
  PostUpdated: undefined,
  PostDeleted: ({ data }, told) => told.push(`no ${data.id}`),
  CommentCreated: undefined,
  CommentEdited: undefined,
  CommentDeleted: undefined,
  CommentModerated: undefined,
  CommentUpdated: undefined,
});

it('hears the events that something is done about', () => {
  expect(types).toEqual(['PostCreated', 'PostDeleted']);
});

it('does what is to be done, with the event as it was declared and its position', () => {
  const told: string[] = [];
  expect(react(stored('PostCreated', { id: 'p1', title: 'Hello' }), told)).toBe(1);
  expect(react(stored('PostDeleted', { id: 'p1' }), told)).toBe(2);
  expect(told).toEqual(['Hello at 7', 'no p1']);
});

it('passes over any other, whatever it holds, and refuses one that is not of its shape', () => {
  const told: string[] = [];
  expect(react(stored('PostUpdated', {}), told)).toBeUndefined();
  expect(react(stored('constructor', {}), told)).toBeUndefined();
  expect(() => react(stored('PostCreated', { id: 'p1' }), told)).toThrow(UnreadableEvent);
  expect(told).toEqual([]);
});
