/** @jest-environment jsdom */
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { logResets } from '../api/log-resets';
import { SILENCE_MS_MAX } from '../api/open-stream';
import { ownWrites } from './own-writes-store';
import { PostsPage } from './posts-page';

/** The same time for all: the log decides the order. */
const createdAt = '2026-01-01T00:00:00Z';
const post = (id: string, title: string, position = 5) => ({
  id,
  title,
  version: 1,
  createdAt,
  updatedAt: createdAt,
  position,
  commentCount: 0,
  comments: [],
});
const unavailable = {
  status: 502,
  body: { code: 'service.unavailable', detail: 'The service cannot be reached.' },
};
let api: FakeApi;

beforeEach(() => {
  sessionStorage.clear();
  ownWrites.clear();
  FakeEventSource.install();
  Object.assign(globalThis, {
    IntersectionObserver: class {
      observe() {}
      disconnect() {}
    },
  });
  api = new FakeApi();
});

const list = (items: unknown[], headers: Record<string, string> = {}) => ({
  body: items,
  headers: { 'event-position': '7', ...headers },
});
const titles = () => screen.queryAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);

it('lists posts, and older ones when they are asked for', async () => {
  api.on(
    'GET',
    /^\/query\/posts\?limit=20$/,
    list([post('b', 'Second', 6)], { link: '</posts?limit=20&before=5>; rel="next"' }),
  );
  api.on('GET', /before=5/, list([post('a', 'First')]));
  renderPage(<PostsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Older posts' }));
  await waitFor(() => expect(titles()).toEqual(['Second', 'First']));
  expect(screen.queryByRole('button', { name: 'Older posts' })).toBeNull();
});

it('shows what others write as it comes, from where its list ends', async () => {
  api.on('GET', /^\/query\/posts/, list([post('a', 'First')]));
  renderPage(<PostsPage />);
  await waitFor(() => expect(titles()).toEqual(['First']));
  expect(FakeEventSource.last.url).toBe('/api/query/posts?after=7');
  act(() => FakeEventSource.last.send('post', 8, post('b', 'From elsewhere', 8)));
  expect(titles()).toEqual(['From elsewhere', 'First']);
  expect(screen.getByTestId('announcer')).toHaveTextContent('New post: From elsewhere');
  act(() => FakeEventSource.last.send('post-deleted', 9, { id: 'a' }));
  expect(titles()).toEqual(['From elsewhere']);
});

it('lists what comes in the order of the log, whatever clock and zone its time is from', async () => {
  const from = (time: string, position: number) => ({ ...post(time, time, position), createdAt: time });
  api.on('GET', /^\/query\/posts/, list([post('a', 'First')]));
  renderPage(<PostsPage />);
  await waitFor(() => expect(titles()).toEqual(['First']));
  const [early, zone] = ['2025-01-01T00:00:00Z', '2026-01-01T08:00:00+09:00'];
  act(() => FakeEventSource.last.send('post', 9, from(zone as string, 9)));
  act(() => FakeEventSource.last.send('post', 10, from(early as string, 8)));
  expect(titles()).toEqual([zone, early, 'First']);
});

it('sends the epoch in which its list was read, and starts over if pages are of two epochs', async () => {
  const resets = jest.fn();
  const forget = logResets.subscribe(resets);
  const link = '</posts?limit=20&before=5>; rel="next"';
  api.on('GET', /limit=20$/, list([post('b', 'Second')], { link, 'event-log-epoch': 'one' }));
  api.on('GET', /before=5/, list([post('a', 'First', 4)], { 'event-log-epoch': 'two' }));
  renderPage(<PostsPage />);
  await waitFor(() => expect(FakeEventSource.last.url).toBe('/api/query/posts?after=7&epoch=one'));
  expect(resets).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: 'Older posts' }));
  await waitFor(() => expect(resets).toHaveBeenCalled());
  forget();
});

it('is live again only once a stream that went silent is open again', async () => {
  jest.useFakeTimers();
  try {
    api.on('GET', /^\/query\/posts/, list([post('a', 'First')]));
    renderPage(<PostsPage />);
    await act(() => jest.advanceTimersByTimeAsync(100));
    act(() => FakeEventSource.last.onopen?.());
    expect(screen.getByText('Live')).toBeInTheDocument();
    await act(() => jest.advanceTimersByTimeAsync(SILENCE_MS_MAX));
    expect(screen.queryByText('Live')).toBeNull();
    await act(() => jest.advanceTimersByTimeAsync(1_000));
    act(() => FakeEventSource.last.onopen?.());
    expect(screen.getByText('Live')).toBeInTheDocument();
  } finally {
    jest.useRealTimers();
  }
});

it('takes an error away once the service is back, and not before', async () => {
  jest.useFakeTimers();
  try {
    api.on('GET', /^\/query\/posts/, list([]));
    api.on('POST', /^\/posts\/posts$/, unavailable);
    renderPage(<PostsPage />);
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    await user.type(screen.getByLabelText('New post'), 'Precious{Enter}');
    await act(() => jest.advanceTimersByTimeAsync(10_000));
    expect(screen.getByRole('alert')).toBeInTheDocument();
    api.on('GET', /^\/posts\/readyz$/, { body: { checks: {} } });
    await act(() => jest.advanceTimersByTimeAsync(2_000));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByLabelText('New post')).toHaveValue('Precious');
  } finally {
    jest.useRealTimers();
  }
});

it('restarts its stream when query was rebuilt and is behind its earlier position', async () => {
  // Older posts are not loaded, so the many that change are not shown.
  const link = '</posts?limit=20&before=5>; rel="next"';
  api.on('GET', /^\/query\/posts/, list([post('a', 'First')], { link }));
  const { unmount } = renderPage(<PostsPage />);
  await waitFor(() => expect(titles()).toEqual(['First']));
  api.on('GET', /^\/query\/posts/, list([post('a', 'First')], { link, 'event-position': '3' }));
  act(() => FakeEventSource.last.send('post', 9, post('a', 'Changed')));
  act(() => {
    for (let change = 0; change < 500; change += 1) {
      FakeEventSource.last.send('post', 10 + change, post(`other ${change}`, '', 2));
    }
  });
  await waitFor(() => expect(FakeEventSource.opened).toHaveLength(2));
  expect(FakeEventSource.last.url).toBe('/api/query/posts?after=3');
  act(() => FakeEventSource.last.send('post', 9, post('a', 'Changed')));
  expect(titles()).toEqual(['Changed']);
  unmount();
});

it('says so when there is nothing yet', async () => {
  api.on('GET', /^\/query\/posts/, list([]));
  renderPage(<PostsPage />);
  expect(await screen.findByText('No posts yet')).toBeInTheDocument();
});

it('shows a new post at once, before the read model has it', async () => {
  api.on('GET', /^\/query\/posts/, list([post('a', 'First')]));
  api.on('POST', /^\/posts\/posts$/, ({ body }) => ({
    status: 201,
    body: post('b', (body as { title: string }).title),
  }));
  renderPage(<PostsPage />);
  await userEvent.type(screen.getByLabelText('New post'), '  Mine {Enter}');
  await waitFor(() => expect(titles()).toEqual(['Mine', 'First']));
  expect(screen.getByText('on its way')).toBeInTheDocument();
  expect(screen.getByLabelText('New post')).toHaveValue('');
  act(() => FakeEventSource.last.send('post', 8, post('b', 'Mine', 8)));
  expect(titles()).toEqual(['Mine', 'First']);
  expect(screen.queryByText('on its way')).toBeNull();
});

it('keeps what was typed when it cannot be sent, also for the next visit', async () => {
  api.on('GET', /^\/query\/posts/, list([]));
  api.on('POST', /^\/posts\/posts$/, unavailable);
  const { unmount } = renderPage(<PostsPage />);
  await userEvent.type(screen.getByLabelText('New post'), 'Precious{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'cannot be reached. What you typed is still here',
  );
  expect(screen.getByLabelText('New post')).toHaveValue('Precious');
  unmount();
  renderPage(<PostsPage />);
  expect(screen.getByLabelText('New post')).toHaveValue('Precious');
});

it('refuses to send nothing, or more than a title may hold', async () => {
  api.on('GET', /^\/query\/posts/, list([]));
  renderPage(<PostsPage />);
  expect(screen.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await userEvent.click(screen.getByLabelText('New post'));
  await userEvent.paste('x'.repeat(201));
  expect(screen.getByText('201 of at most 200 characters')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Publish' })).toBeDisabled();
});

it('says that posts cannot be shown, and shows them once they can', async () => {
  jest.useFakeTimers();
  try {
    api.on('GET', /^\/query\/posts/, unavailable);
    renderPage(<PostsPage />);
    expect(await screen.findByText('Posts cannot be shown right now')).toBeInTheDocument();
    api.on('GET', /^\/query\/posts/, list([post('a', 'First')]));
    await act(() => jest.advanceTimersByTimeAsync(2_500));
    expect(titles()).toEqual(['First']);
  } finally {
    jest.useRealTimers();
  }
});

describe('search', () => {
  const hit = (position: number, text: string) => ({
    position,
    post: { id: 'p', title: 'About fruit' },
    comment: {
      id: `c${position}`,
      postId: 'p',
      content: text,
      status: 'approved',
      version: 1,
      createdAt,
      updatedAt: createdAt,
    },
  });
  const field = () => screen.getByRole('searchbox', { name: 'Search posts and comments' });
  beforeEach(() => {
    api.on('GET', /^\/query\/posts\?/, list([post('a', 'A post')]));
    api.on('GET', /^\/query\/search\?q=pear$/, {
      body: [hit(9, 'Two PEARS, please'), { position: 4, post: { id: 'q', title: 'On pears' } }],
      headers: { link: '<?q=pear&before=4>; rel="next"' },
    });
    api.on('GET', /^\/query\/search\?q=pear&before=4$/, { body: [hit(2, 'an old pear')] });
  });

  it('searches while typing, marks the matches, and links to each', async () => {
    renderPage(<PostsPage />);
    await userEvent.type(field(), 'pear');
    const [comment, title] = await screen.findAllByRole('link', { name: /About fruit|On/ });
    expect(comment).toHaveAttribute('href', '/posts/p?comment=c9&at=9');
    expect(title).toHaveAttribute('href', '/posts/q');
    expect(screen.getAllByText('PEAR', { selector: 'mark' })).toHaveLength(1);
    expect(screen.getByText('pear', { selector: 'mark' })).toBeInTheDocument();
    expect(screen.queryByText('A post')).toBeNull();
    expect(field()).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Search further back' }));
    expect(await screen.findByText(/^an old/)).toBeInTheDocument();
    expect(screen.getAllByText('3 found').length).toBeGreaterThan(0);
    await userEvent.keyboard('{Escape}');
    await userEvent.click(field());
    await userEvent.keyboard('{Escape}');
    expect(await screen.findByText('A post')).toBeInTheDocument();
  });

  it('is in the address', async () => {
    renderPage(<PostsPage />, { at: '/?q=pear' });
    expect(await screen.findByText('On', { exact: false, selector: 'a' })).toBeInTheDocument();
    expect(field()).toHaveValue('pear');
  });

  it('says that nothing was found, or that search is not available', async () => {
    api.on('GET', /^\/query\/search\?q=none$/, { body: [] });
    const { unmount } = renderPage(<PostsPage />, { at: '/?q=none' });
    expect(await screen.findByText('Nothing found')).toBeInTheDocument();
    unmount();
    api.on('GET', /^\/query\/search/, unavailable);
    renderPage(<PostsPage />, { at: '/?q=none' });
    expect(await screen.findByText('Search is not available right now')).toBeInTheDocument();
  });

  it('waits for a second letter', async () => {
    renderPage(<PostsPage />, { at: '/?q=p' });
    expect(await screen.findByText('A post')).toBeInTheDocument();
    expect(api.calls.some(({ path }) => path.includes('/search'))).toBe(false);
  });
});
