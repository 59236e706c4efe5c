import { z } from 'zod';
import { PostCreated } from '../post/post-events';
import { defineEvent, UnreadableEvent } from './define-event';
import { readBlogEvent } from './read-blog-event';

const event = {
  specversion: '1.0',
  id: '1',
  source: '/posts',
  type: 'PostCreated',
  time: '2026-01-02T03:04:05Z',
  dataschema: 'https://blog.example/events/PostCreated/1',
  data: { id: 'p1', title: 'Hello', version: 1 },
};

it('reads an event of its type and version', () => {
  const { id, source, type, time, dataschema, data } = event;
  expect(PostCreated.read(event)).toEqual({ id, source, type, time, dataschema, data });
});

it('leaves out fields and attributes that it does not know', () => {
  const richer = { ...event, position: 7, traceparent: '00-…', data: { ...event.data, mood: 'good' } };
  expect(PostCreated.read(richer)).toEqual(PostCreated.read(event));
});

it('reads an event of a course-style publisher, without dataschema, version and time', () => {
  const { dataschema, time, ...rest } = event;
  const course = { ...rest, storedtime: '2026-01-02T03:04:06Z', data: { id: 'ab12cd34', title: 'Hello' } };
  expect(PostCreated.read(course)).toMatchObject({ time: course.storedtime, data: { version: 1 } });
});

it.each([
  ['another type', { type: 'PostUpdated' }],
  ['another CloudEvents version', { specversion: '0.3' }],
  ['no id', { id: '' }],
  ['neither time nor storedtime', { time: undefined }],
  ['a newer version of its data', { dataschema: 'https://blog.example/events/PostCreated/2' }],
  ['data of another shape', { data: { id: 'p1' } }],
  ['an id that cannot be in a URL', { data: { ...event.data, id: '../x' } }],
  ['a version below 1', { data: { ...event.data, version: 0 } }],
  ['a version that could not be counted on', { data: { ...event.data, version: 2 ** 53 - 1 } }],
  [
    'a text too long to be passed on in another event',
    { data: { ...event.data, title: 'x'.repeat(10_001) } },
  ],
  ['no data', { data: undefined }],
])('refuses %s', (_name, fault) => {
  expect(() => PostCreated.read({ ...event, ...fault })).toThrow(UnreadableEvent);
});

it('takes an event without dataschema for version 1 only', () => {
  const second = defineEvent({ type: 'PostCreated', version: 2, meaning: '', data: z.object({}) });
  const { dataschema, ...unversioned } = event;
  expect(() => second.read(unversioned)).toThrow(UnreadableEvent);
  expect(() => second.read({ ...event, dataschema: second.dataschema })).not.toThrow();
});

it("passes over types that are none of the blog's, whatever they hold", () => {
  expect(readBlogEvent({ type: 'SomethingElse' })).toBeUndefined();
  expect(readBlogEvent(event)).toEqual(PostCreated.read(event));
});
