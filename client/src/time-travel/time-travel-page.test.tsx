/** @jest-environment jsdom */
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { TimeTravelPage } from './time-travel-page';

const event = (position: number, type: string, data: object) => {
  const time = new Date(1_700_000_000_000 + position * 60_000).toISOString();
  return {
    specversion: '1.0',
    id: `e${position}`,
    source: '/x',
    time,
    storedtime: time,
    position,
    type,
    data,
  };
};
const comment = { id: 'c', postId: 'p', version: 1, content: 'a word' };
const log = [
  event(1, 'PostCreated', { id: 'p', title: 'First title', version: 1 }),
  event(2, 'CommentCreated', { ...comment, status: 'pending' }),
  event(3, 'CommentModerated', { ...comment, status: 'approved' }),
  event(4, 'CommentUpdated', { ...comment, status: 'approved' }),
  event(5, 'PostUpdated', { id: 'p', title: 'Second title', version: 2 }),
];
let api: FakeApi;

beforeEach(() => {
  FakeEventSource.install();
  api = new FakeApi();
  api.on('GET', /^\/event-bus\/events\?after=0/, { body: log, headers: { 'event-log-head': '5' } });
});

const slider = () => screen.getByRole('slider', { name: 'Position in the log' });
const open = (at = '/time-travel') => renderPage(<TimeTravelPage />, { path: '/time-travel', at });

it('begins at the present, and shows the blog as it was at another position', async () => {
  open();
  expect(await screen.findByRole('heading', { name: 'Second title' })).toBeInTheDocument();
  fireEvent.change(slider(), { target: { value: '2' } });
  expect(screen.getByRole('heading', { name: 'First title' })).toBeInTheDocument();
  expect(screen.getByText('pending')).toBeInTheDocument();
  expect(screen.getByText('Comment written.')).toBeInTheDocument();
  fireEvent.change(slider(), { target: { value: '0' } });
  expect(screen.getByText('No posts at this moment.')).toBeInTheDocument();
});

it('steps on and back', async () => {
  open('/time-travel?position=3');
  expect(await screen.findByText('Moderation approved.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'One event forward' }));
  expect(screen.getByText('Comment approved.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'One event back' }));
  await userEvent.click(screen.getByRole('button', { name: 'One event back' }));
  expect(screen.getByText('pending')).toBeInTheDocument();
});

it('goes to the last event of a time', async () => {
  open();
  const field = await screen.findByLabelText('Time');
  const local = new Date(Date.parse(log[3]?.storedtime ?? '') - new Date().getTimezoneOffset() * 60_000);
  fireEvent.change(field, { target: { value: local.toISOString().slice(0, 19) } });
  expect(slider()).toHaveValue('4');
});

it('moves with the log while it is at the present, and stays where it is otherwise', async () => {
  open();
  await screen.findByRole('heading', { name: 'Second title' });
  expect(FakeEventSource.last.url).toBe('/api/event-bus/events?after=5');
  const rename = (position: number, title: string) =>
    act(async () => {
      FakeEventSource.last.send(
        'message',
        position,
        event(position, 'PostUpdated', { id: 'p', title, version: position }),
      );
      await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  await rename(6, 'Third title');
  expect(screen.getByRole('heading', { name: 'Third title' })).toBeInTheDocument();
  fireEvent.change(slider(), { target: { value: '1' } });
  await rename(7, 'Fourth title');
  expect(screen.getByRole('heading', { name: 'First title' })).toBeInTheDocument();
  expect(slider()).toHaveAttribute('max', '7');
});

/** Frames of 16 ms, each rendered before the next. */
async function passFrames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await act(() => jest.advanceTimersByTimeAsync(16));
}

it('plays to the end and stops there', async () => {
  jest.useFakeTimers();
  try {
    open('/time-travel?position=1');
    await act(() => jest.advanceTimersByTimeAsync(100));
    fireEvent.click(screen.getByRole('button', { name: 'Play' }));
    await passFrames(30);
    expect(slider()).toHaveValue('3');
    await passFrames(30);
    expect(slider()).toHaveValue('5');
    expect(screen.getByRole('button', { name: 'Play' })).toBeInTheDocument();
  } finally {
    jest.useRealTimers();
  }
});

it('reads on after a page that the bus ended early', async () => {
  const headers = { 'event-log-head': '5' };
  api.on('GET', /^\/event-bus\/events\?after=0/, { body: log.slice(0, 2), headers });
  api.on('GET', /^\/event-bus\/events\?after=2/, { body: log.slice(2), headers });
  open();
  expect(await screen.findByRole('heading', { name: 'Second title' })).toBeInTheDocument();
  expect(slider()).toHaveAttribute('max', '5');
});

it('says when nothing has happened yet', async () => {
  api.on('GET', /^\/event-bus\/events/, { body: [], headers: { 'event-log-head': '0' } });
  open();
  expect(await screen.findByText('Nothing has happened yet')).toBeInTheDocument();
});

it('says that the bus cannot be reached, and continues once it can', async () => {
  jest.useFakeTimers();
  try {
    api.on('GET', /^\/event-bus\/events/, {
      status: 502,
      body: { code: 'x', detail: 'The bus cannot be reached.' },
    });
    open();
    await act(() => jest.advanceTimersByTimeAsync(100));
    expect(screen.getByText(/^The bus cannot be reached/)).toBeInTheDocument();
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.queryByText(/0 of 0/)).toBeNull();
    api.on('GET', /^\/event-bus\/events\?after=0/, { body: log, headers: { 'event-log-head': '5' } });
    await act(() => jest.advanceTimersByTimeAsync(2_100));
    expect(screen.getByRole('heading', { name: 'Second title' })).toBeInTheDocument();
    expect(screen.queryByText(/^The bus cannot be reached/)).toBeNull();
  } finally {
    jest.useRealTimers();
  }
});

it('sets an event aside that cannot be read, as query does, and says so', async () => {
  const broken = [...log, event(6, 'PostCreated', { id: 5 })];
  api.on('GET', /^\/event-bus\/events\?after=0/, { body: broken, headers: { 'event-log-head': '6' } });
  open();
  expect(await screen.findByText(/^It was set aside: it could not be read/)).toBeInTheDocument();
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Second title' })).toBeInTheDocument());
});

describe('of one post', () => {
  const other = [
    ...log,
    event(6, 'PostCreated', { id: 'q', title: 'Another post', version: 1 }),
    event(7, 'CommentCreated', { ...comment, id: 'd', postId: 'q', status: 'pending' }),
    event(8, 'CommentUpdated', { ...comment, id: 'd', postId: 'q', status: 'rejected' }),
    event(9, 'PostDeleted', { id: 'q', version: 2 }),
  ];
  beforeEach(() => {
    api.on('GET', /^\/event-bus\/events\?after=0/, { body: other, headers: { 'event-log-head': '9' } });
  });
  const ofPost = () => screen.getByRole('slider', { name: 'Events of this post' });

  it('steps through the events of that post and of its comments only', async () => {
    open('/time-travel?post=q');
    expect(await screen.findByText('This post was deleted at this moment.')).toBeInTheDocument();
    expect(ofPost()).toHaveValue('4');
    expect(ofPost()).toHaveAttribute('max', '4');
    await userEvent.click(screen.getByRole('button', { name: 'One event back' }));
    expect(screen.getByRole('heading', { name: 'Another post' })).toBeInTheDocument();
    expect(screen.getByText('rejected')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'CommentUpdated' })).toHaveAttribute('href', '/bus/8');
    fireEvent.change(ofPost(), { target: { value: '0' } });
    expect(screen.getByText('This post does not exist at this moment.')).toBeInTheDocument();
  });

  it('is reached from the whole blog, and left again at the same moment', async () => {
    open('/time-travel?position=7');
    await userEvent.click(await screen.findByRole('button', { name: 'Only this post' }));
    expect(ofPost()).toHaveValue('2');
    await userEvent.click(screen.getByRole('button', { name: 'Show the whole blog' }));
    expect(slider()).toHaveValue('7');
  });

  it('counts below the slider what stands out', async () => {
    open();
    expect(await screen.findByText('2 posts')).toBeInTheDocument();
    for (const text of ['1 rejection', '1 deletion', '1 edit'])
      expect(screen.getByText(text)).toBeInTheDocument();
    expect(document.querySelectorAll('svg rect.fill-bad')).toHaveLength(2);
  });

  it('goes from one rejection to the next', async () => {
    open();
    await userEvent.click(await screen.findByRole('button', { name: '1 rejection' }));
    expect(slider()).toHaveValue('8');
    await userEvent.click(screen.getByRole('button', { name: '2 posts' }));
    expect(slider()).toHaveValue('1');
    await userEvent.click(screen.getByRole('button', { name: '2 posts' }));
    expect(slider()).toHaveValue('6');
  });

  it('marks the comment that has changed', async () => {
    open('/time-travel?position=8');
    await screen.findByRole('heading', { name: 'Another post' });
    expect(screen.getByText('rejected').closest('li')).toHaveAttribute('data-changed');
  });
});

it('reads the log page by page, the next while one is folded', async () => {
  const long = Array.from({ length: 2_500 }, (_, index) =>
    event(index + 1, 'PostCreated', { id: `p${index}`, title: `Title ${index}`, version: 1 }),
  );
  api.on('GET', /^\/event-bus\/events\?after=/, ({ path }) => {
    const after = Number(/after=(\d+)/.exec(path)?.[1]);
    return { body: long.slice(after, after + 1_000), headers: { 'event-log-head': '2500' } };
  });
  open();
  expect(await screen.findByRole('heading', { name: 'Title 2499' })).toBeInTheDocument();
  const read = api.calls.filter(({ path }) => path.startsWith('/event-bus/events?after='));
  expect(read.map(({ path }) => /after=(\d+)/.exec(path)?.[1])).toEqual(['0', '1000', '2000']);
});
