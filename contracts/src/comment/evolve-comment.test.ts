import type { EventDefinition } from '../event/define-event';
import {
  CommentCreated,
  CommentDeleted,
  CommentEdited,
  type CommentEvent,
  CommentModerated,
  CommentUpdated,
} from './comment-events';
import { evolveComment } from './evolve-comment';

function make(definition: EventDefinition, version: number, data: object = {}): CommentEvent {
  const all = { id: 'c1', postId: 'p1', content: `v${version}`, status: 'pending', version, ...data };
  const { type } = definition;
  return definition.read({ specversion: '1.0', id: 'e', source: '/s', type, time: type, data: all }) as never;
}
const created = make(CommentCreated, 1);
const edited = make(CommentEdited, 2);
const deleted = make(CommentDeleted, 3);
const moderated = (version: number, status: string, reason?: string) =>
  make(CommentModerated, version, { status, ...(reason && { reason }) });
const fold = (...events: CommentEvent[]) => events.reduce(evolveComment, undefined as never);

it('is pending until it is decided on', () => {
  expect(fold(created)).toMatchObject({ content: 'v1', status: 'pending', version: 1, deleted: false });
  expect(fold(created, moderated(1, 'approved'))).toMatchObject({ content: 'v1', status: 'approved' });
});

it('is pending again once it is edited, without the reason of before', () => {
  const state = fold(created, moderated(1, 'rejected', 'why'), edited);
  expect(state).toMatchObject({ content: 'v2', status: 'pending', version: 2, createdAt: 'CommentCreated' });
  expect(state).not.toHaveProperty('reason');
});

it('passes over a decision about an older text', () => {
  const state = fold(created, edited);
  expect(evolveComment(state, moderated(1, 'approved'))).toBe(state);
  expect(evolveComment(state, make(CommentUpdated, 1, { status: 'approved' }))).toBe(state);
});

it('takes over a decision about a newer text than the known one', () => {
  expect(fold(created, moderated(2, 'approved'), edited)).toMatchObject({
    content: 'v2',
    status: 'approved',
  });
});

it('leaves what an event does not say as it was, whatever fields a comment has', () => {
  const state = { ...fold(created), mood: 'glad' };
  for (const event of [moderated(1, 'approved'), edited]) {
    expect(evolveComment(state, event)).toMatchObject({ mood: 'glad', version: event.data.version });
  }
  expect(evolveComment(state, deleted)).not.toHaveProperty('mood');
});

it('returns the same object for a decision that is known', () => {
  const state = fold(created, moderated(1, 'rejected', 'why'));
  expect(evolveComment(state, moderated(1, 'rejected', 'why'))).toBe(state);
  expect(evolveComment(state, created)).toBe(state);
});

it('keeps a deleted comment as a mark, which neither an older event nor a decision brings back', () => {
  const state = fold(created, edited, deleted);
  expect(state).toMatchObject({ content: '', deleted: true });
  for (const event of [created, edited, moderated(2, 'approved'), moderated(3, 'approved'), deleted]) {
    expect(evolveComment(state, event)).toBe(state);
  }
});
