import { blogEvents } from './blog-events';
import { describeEvent, eventSentence } from './describe-event';

const sentence = (type: string, data?: unknown) =>
  eventSentence({ type, data }).replace(/[\u2068\u2069]/g, '');

describe('an event in a sentence', () => {
  it.each([
    ['PostCreated', { title: 'Apples' }, 'Post written: “Apples”'],
    ['PostUpdated', { title: 'Pears' }, 'Post renamed: “Pears”'],
    ['PostDeleted', { id: 'p' }, 'Post deleted'],
    ['CommentCreated', { content: 'I like\nthem' }, 'Comment written: “I like them”'],
    ['CommentEdited', { content: 'I do not' }, 'Comment edited: “I do not”'],
    ['CommentDeleted', { id: 'c' }, 'Comment deleted'],
    ['CommentModerated', { status: 'approved', content: 'Yes' }, 'Moderation approved: “Yes”'],
    [
      'CommentModerated',
      { status: 'rejected', reason: 'contains "orange"', content: 'x' },
      'Moderation rejected: contains "orange"',
    ],
    ['CommentUpdated', { status: 'approved', content: 'Yes' }, 'Comment approved: “Yes”'],
    [
      'CommentUpdated',
      { status: 'rejected', reason: 'contains "orange"' },
      'Comment rejected: contains "orange"',
    ],
    ['CommentUpdated', { status: 'rejected', content: 'x' }, 'Comment rejected: “x”'],
    ['CommentUpdated', { status: 'pending', content: 'x' }, 'Comment pending again: “x”'],
  ])('tells %s of %j', (type, data, expected) => {
    expect(sentence(type, data)).toBe(expected);
  });

  it('tells every event of the blog, as one of it', () => {
    for (const { type } of blogEvents) expect(describeEvent({ type }).kind).not.toBe('other');
  });

  it('takes any data for what it is', () => {
    for (const { type } of blogEvents) {
      for (const data of [
        undefined,
        null,
        'text',
        7,
        [],
        { title: 1, content: {}, status: 'odd', reason: null },
      ]) {
        expect(describeEvent({ type, data })).toMatchObject({
          words: expect.stringMatching(/^\w+( \w+)+$/),
          detail: undefined,
        });
      }
    }
    expect(sentence('CommentUpdated', { status: 'odd', content: 'x' })).toBe('Comment updated: “x”');
  });

  it('says no more of an unknown type than its name', () => {
    expect(sentence('OrderShipped', { title: 'x' })).toBe('Order shipped');
    expect(sentence('com.example.order.shipped')).toBe('com.example.order.shipped');
    expect(sentence('HTTPFailed')).toBe('HTTPFailed');
    expect(sentence('constructor')).toBe('constructor');
    expect(sentence('\u200b')).toBe('An event without a visible type');
    expect(describeEvent({ type: 'OrderShipped' })).toMatchObject({ kind: 'other', change: 'other' });
  });

  it('isolates what somebody wrote, and cuts it', () => {
    const text = eventSentence({
      type: 'PostCreated',
      data: { title: `\u202eתפוח\u2069${'x'.repeat(500)}` },
    });
    expect(text).toMatch(/^Post written: “\u2068תפוחx{115}…\u2069”$/);
  });
});
