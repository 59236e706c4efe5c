/** @jest-environment jsdom */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { FirstSteps } from './first-steps';
import { progressStore } from './progress-store';

const part = (state: string, actions = ['kill', 'stop']) => ({
  ...{ name: 'moderation', state, since: '2026-01-01T00:00:00Z', actions },
});
const lab = (state: string, load: object | null = null) => ({
  ...{ startedBy: 'npm start', parts: [part(state)], links: [], load, faults: [] },
});
const behind = (events: number) => [{ kind: 'subscription', name: 'moderation', lag: { events, ageMs: 0 } }];
const event = (position: number, type: string, subject: string) => ({
  ...{ position, type, subject, id: `e${position}`, source: '/comments' },
  storedtime: new Date(position * 10).toISOString(),
});

let api: FakeApi;
beforeEach(() => {
  localStorage.clear();
  progressStore.reload();
  api = new FakeApi();
  api.on('HEAD', /^\/event-bus\/events$/, { headers: { 'event-log-head': '10' } });
  api.on('GET', /^\/event-bus\/events\?/, { body: [] });
  api.on('GET', /^\/event-bus\/subscribers$/, { body: behind(0) });
  api.on('GET', /^\/lab$/, { body: lab('running') });
});

const heading = (name: string) => screen.findByRole('heading', { name });
const show = (done: number) => {
  progressStore.set({ done, isOpen: true });
  renderPage(<FirstSteps />);
};

it('advances by itself once the log has the post, and then the path of the comment, reading from its head on', async () => {
  show(0);
  await heading('Write a post');
  api.on('GET', /after=10&/, { body: [event(11, 'PostCreated', 'p')] });
  await heading('Comment, and watch the event travel');
  expect(screen.getByRole('link', { name: 'your post' })).toHaveAttribute('href', '/posts/p');
  api.on('GET', /after=11&/, {
    body: [
      event(12, 'CommentCreated', 'c'),
      event(13, 'CommentModerated', 'c'),
      event(14, 'CommentUpdated', 'c'),
    ],
  });
  await heading('Stop moderation, and let comments wait');
  const way = within(await screen.findByRole('list', { name: 'The path of your comment' }));
  expect(way.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'comments: CommentCreated stored',
    'comments: CommentModerated +10 ms',
    'comments: CommentUpdated +20 ms',
  ]);
});

it('stops moderation, and offers the load only then', async () => {
  api.on('POST', /^\/lab\/parts\/moderation\/stop$/, () => {
    api.on('GET', /^\/lab$/, { body: lab('stopped') });
    return { body: {} };
  });
  api.on('PUT', /^\/lab\/load$/, { body: {} });
  show(2);
  await userEvent.click(await screen.findByRole('button', { name: 'Stop moderation' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Write 40 comments a second' }));
  expect(api.calls).toContainEqual({
    ...{ method: 'PUT', path: '/lab/load', body: { postsPerSecond: 1, commentsPerSecond: 40 } },
  });
  api.on('GET', /^\/event-bus\/subscribers$/, { body: behind(51) });
  await heading('Start it again, and watch it drain');
});

it('kills moderation where nothing can be stopped, as on Windows', async () => {
  api.on('GET', /^\/lab$/, { body: { ...lab('running'), parts: [part('running', ['kill'])] } });
  api.on('POST', /kill$/, { body: {} });
  show(2);
  await userEvent.click(await screen.findByRole('button', { name: 'Stop moderation' }));
  await waitFor(() => expect(api.calls.map(({ path }) => path)).toContain('/lab/parts/moderation/kill'));
});

it('says what the lab answered when it refuses', async () => {
  api.on('POST', /stop$/, { status: 409, body: { code: 'lab.not_now', detail: 'Not now.' } });
  show(2);
  await userEvent.click(await screen.findByRole('button', { name: 'Stop moderation' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Not now.');
});

it('offers no control where there is no lab', async () => {
  api.on('GET', /^\/lab$/, { status: 404, body: { code: 'lab.absent' } });
  show(2);
  expect(await screen.findByText(/This page can only stop services/)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Stop moderation' })).toBeNull();
});

it('can be skipped at any time, and remembers its progress', async () => {
  api.on('GET', /^\/lab$/, { body: lab('stopped') });
  show(3);
  await userEvent.click(await screen.findByRole('button', { name: 'Skip the first steps' }));
  progressStore.reload();
  await waitFor(() => expect(progressStore.get()).toEqual({ done: 3, isOpen: false }));
});

it.each(['nonsense', '{"done":9,"isOpen":true}', '{"done":1}', '[]'])(
  'starts over when the browser has stored %s',
  (kept) => {
    localStorage.setItem('first-steps', kept);
    progressStore.reload();
    expect(progressStore.get()).toEqual({ done: 0, isOpen: true });
  },
);
