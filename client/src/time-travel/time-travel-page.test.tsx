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
  await userEvent.click(screen.getByRole('button', { name: 'One event on' }));
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

/** Frames of 16 ms, each drawn before the next. */
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

it('says that the bus cannot be reached, and goes on once it can', async () => {
  jest.useFakeTimers();
  try {
    api.on('GET', /^\/event-bus\/events/, {
      status: 502,
      body: { code: 'x', detail: 'The bus cannot be reached.' },
    });
    open();
    await act(() => jest.advanceTimersByTimeAsync(100));
    expect(screen.getByText('The bus cannot be reached.')).toBeInTheDocument();
    api.on('GET', /^\/event-bus\/events\?after=0/, { body: log, headers: { 'event-log-head': '5' } });
    await act(() => jest.advanceTimersByTimeAsync(2_100));
    expect(screen.getByRole('heading', { name: 'Second title' })).toBeInTheDocument();
    expect(screen.queryByText('The bus cannot be reached.')).toBeNull();
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
