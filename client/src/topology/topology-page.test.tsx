/** @jest-environment jsdom */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { TopologyPage } from './topology-page';

const follower = {
  kind: 'follower',
  name: 'query',
  instance: 'here:4002',
  position: 10,
  lag: { events: 0, ageMs: 0 },
  state: 'live',
  lastError: null,
  setAside: 0,
  setAsideReason: null as string | null,
  nextAttemptAt: null,
};
const subscription = {
  kind: 'subscription',
  name: 'moderation',
  position: 4,
  lag: { events: 6, ageMs: 4_200 },
  state: 'retrying',
  lastError: 'No connection (ECONNREFUSED).',
  nextAttemptAt: new Date(Date.now() + 5_000).toISOString(),
  url: 'http://moderation/events',
  types: ['CommentCreated'],
  attempts: 0,
  attemptsMax: 12,
  parked: 0,
};
const parkedEvent = {
  position: 3,
  reason: 'Answered 500.',
  attempts: 12,
  parkedAt: '2026-01-01T00:00:00Z',
  queued: false,
};
let api: FakeApi;

beforeEach(() => {
  FakeEventSource.install();
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  const matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} });
  // jsdom draws nothing: an animation that never ends leaves its dot to be seen.
  SVGElement.prototype.animate = () => ({}) as Animation;
  Object.assign(globalThis, { matchMedia });
  api = new FakeApi();
  api.on('GET', /readyz$/, { body: { status: 'ready', checks: { outbox: { pending: 2 } } } });
  api.on('HEAD', /^\/event-bus\/events$/, { headers: { 'event-log-head': '10' } });
  api.on('GET', /^\/event-bus\/events\?/, { body: [{ source: '/posts' }, { source: '/importer' }] });
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [follower, subscription] });
});

const card = async (name: string) =>
  (await screen.findByRole('heading', { name, level: 3 })).closest('article') as HTMLElement;

it('shows each subscriber with its lag, state, last error and next attempt', async () => {
  renderPage(<TopologyPage />);
  const moderation = within(await card('moderation'));
  expect(moderation.getByText('6')).toBeInTheDocument();
  expect(moderation.getByText(/events behind, the oldest for 4.2 s/)).toBeInTheDocument();
  expect(moderation.getByText('retrying')).toBeInTheDocument();
  expect(moderation.getByText('No connection (ECONNREFUSED).')).toBeInTheDocument();
  expect(moderation.getByText(/^in \d/)).toBeInTheDocument();
});

it('draws publishers, bus and subscribers, also publishers that are none of the blog', async () => {
  renderPage(<TopologyPage />);
  const picture = await screen.findByRole('img', { name: /^The event bus/ });
  await waitFor(() => expect(within(picture).getByText('importer')).toBeInTheDocument());
  expect(within(picture).getByText('head 10')).toBeInTheDocument();
  expect(within(picture).getByText('6 behind, 4.2 s')).toBeInTheDocument();
  expect(within(picture).getAllByText('keeps 2 in its outbox').length).toBeGreaterThan(0);
  expect(picture).toHaveAccessibleName(
    /^The event bus, head 10, and who publishes .*query \(running, up to date/,
  );
});

it('shows events on their way to the bus and deliveries on their way from it', async () => {
  renderPage(<TopologyPage />);
  await card('moderation');
  await waitFor(() => expect(FakeEventSource.opened).toHaveLength(1));
  const dots = () => screen.getByTestId('moving-events').childElementCount;
  expect(dots()).toBe(0);
  await act(async () => {
    for (const position of [11, 12])
      FakeEventSource.last.send('message', position, { position, source: '/posts' });
    await new Promise((resolve) => requestAnimationFrame(resolve));
  });
  expect(dots()).toBe(2);
  expect(screen.getByText('head 12')).toBeInTheDocument();
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [{ ...follower, position: 13 }, subscription] });
  await waitFor(() => expect(dots()).toBe(5));
});

it('tries a subscription that waits at once when asked to', async () => {
  api.on('POST', /^\/event-bus\/subscriptions\/moderation\/retry$/, { status: 202, body: {} });
  renderPage(<TopologyPage />);
  await userEvent.click(within(await card('moderation')).getByRole('button', { name: 'Try now' }));
  expect(api.calls.some(({ path }) => path.endsWith('/moderation/retry'))).toBe(true);
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [{ ...subscription, nextAttemptAt: null }] });
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull());
});

it('pauses and resumes a subscription', async () => {
  api.on('POST', /^\/event-bus\/subscriptions\/moderation\/pause$/, { body: {} });
  renderPage(<TopologyPage />);
  await userEvent.click(within(await card('moderation')).getByRole('button', { name: 'Pause' }));
  expect(api.calls.some(({ path }) => path.endsWith('/moderation/pause'))).toBe(true);
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [follower, { ...subscription, state: 'paused' }] });
  api.on('POST', /\/resume$/, { body: {} });
  await userEvent.click(await screen.findByRole('button', { name: 'Resume' }));
  expect(api.calls.some(({ path }) => path.endsWith('/moderation/resume'))).toBe(true);
});

describe('parked events', () => {
  beforeEach(() => {
    api.on('GET', /^\/event-bus\/subscribers$/, { body: [{ ...subscription, parked: 2 }] });
    api.on('GET', /\/moderation\/parked\?/, { body: [parkedEvent, { ...parkedEvent, position: 5 }] });
    api.on('POST', /redeliver$/, { status: 202, body: { queued: 1 } });
    api.on('DELETE', /parked/, { body: {} });
  });
  const sent = (method: string) => api.calls.filter((call) => call.method === method).map(({ path }) => path);

  it('are listed with their reason', async () => {
    renderPage(<TopologyPage />);
    expect(await screen.findByText('2 parked events')).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: 'Position 3' })).toHaveAttribute('href', '/bus/3');
    expect(screen.getAllByText('Answered 500.')).toHaveLength(2);
  });

  it('are redelivered one by one', async () => {
    renderPage(<TopologyPage />);
    await screen.findByRole('link', { name: 'Position 3' });
    await userEvent.click(screen.getAllByRole('button', { name: 'Redeliver' })[1] as HTMLElement);
    expect(sent('POST')).toEqual(['/event-bus/subscriptions/moderation/parked/5/redeliver']);
  });

  it('are discarded, one or all, only after a question', async () => {
    renderPage(<TopologyPage />);
    await screen.findByRole('link', { name: 'Position 3' });
    const confirm = () =>
      userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Discard' }));
    await userEvent.click(screen.getAllByRole('button', { name: 'Discard' })[0] as HTMLElement);
    expect(sent('DELETE')).toEqual([]);
    await confirm();
    await userEvent.click(screen.getByRole('button', { name: 'Discard all …' }));
    expect(screen.getByText('Discard all 2 parked events?')).toBeInTheDocument();
    await confirm();
    expect(sent('DELETE')).toEqual([
      '/event-bus/subscriptions/moderation/parked/3',
      '/event-bus/subscriptions/moderation/parked',
    ]);
  });
});

it('says that the bus cannot be reached, and keeps what it said last', async () => {
  renderPage(<TopologyPage />);
  await card('query');
  api.on('GET', /^\/event-bus\/subscribers$/, { status: 502, body: { code: 'x', detail: 'No bus.' } });
  expect(await screen.findByText('The bus cannot be reached')).toBeInTheDocument();
  expect(await card('query')).toBeInTheDocument();
});

describe('a follower that has set events aside', () => {
  const setAsideEvent = {
    entry: 'log-7',
    from: 'log',
    key: 7,
    type: 'PostCreated',
    sequence: 'post/p1',
    reason: 'expected object',
    attempts: 1,
    setAsideAt: '2026-01-01T00:00:00Z',
    queued: false,
  };
  const troubled = { ...follower, setAside: 2, setAsideReason: 'Event 7 (PostCreated): expected object' };

  beforeEach(() => {
    api.on('GET', /^\/event-bus\/subscribers$/, {
      body: [troubled, { ...subscription, lag: { events: 0, ageMs: 0 }, parked: 3 }],
    });
    api.on('GET', /^\/query\/set-aside\?limit=5$/, {
      body: [setAsideEvent, { ...setAsideEvent, entry: 'outbox-2', from: 'outbox', key: 2 }],
    });
    api.on('POST', /^\/query\/set-aside\/retry$/, { status: 202, body: { queued: 1 } });
    api.on('POST', /^\/query\/set-aside\/discard$/, { body: {} });
  });

  it('is never drawn as one that has everything, and neither is a subscription with parked events', async () => {
    renderPage(<TopologyPage />);
    const picture = await screen.findByRole('img', { name: /^The event bus/ });
    expect(await within(picture).findByText('2 set aside')).toBeInTheDocument();
    expect(within(picture).getByText('3 parked')).toBeInTheDocument();
    expect(within(picture).queryByText('running, up to date')).toBeNull();
    expect(within(picture).getAllByText('running').at(-1)).toHaveClass('fill-warn');
  });

  it('shows each with its reason, and retries one or all', async () => {
    renderPage(<TopologyPage />);
    const list = within(await screen.findByRole('region', { name: 'Events that query set aside' }));
    expect(list.getByText('2 events set aside')).toBeInTheDocument();
    expect((await list.findAllByText('expected object')).length).toBe(2);
    expect(list.getByRole('link', { name: 'Position 7' })).toHaveAttribute('href', '/bus/7');
    const user = userEvent.setup();
    await user.click(list.getAllByRole('button', { name: 'Retry' })[0] as HTMLElement);
    await user.click(list.getByRole('button', { name: 'Retry all' }));
    const posts = api.calls.filter(({ method }) => method === 'POST');
    expect(posts).toEqual([
      { method: 'POST', path: '/query/set-aside/retry', body: { entry: 'log-7' } },
      { method: 'POST', path: '/query/set-aside/retry', body: {} },
    ]);
  });

  it('discards one for a reason that it asks for', async () => {
    renderPage(<TopologyPage />);
    const list = within(await screen.findByRole('region', { name: 'Events that query set aside' }));
    const user = userEvent.setup();
    await user.click((await list.findAllByRole('button', { name: 'Discard' }))[0] as HTMLElement);
    await user.type(screen.getByLabelText(/Why nobody needs it/), 'a test by hand');
    const dialog = within(screen.getByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Discard' }));
    expect(api.calls).toContainEqual({
      method: 'POST',
      path: '/query/set-aside/discard',
      body: { entry: 'log-7', reason: 'a test by hand' },
    });
  });

  it('shows why also where the follower is none of the blog', async () => {
    api.on('GET', /^\/event-bus\/subscribers$/, { body: [{ ...troubled, name: 'constructor' }] });
    renderPage(<TopologyPage />);
    expect(await screen.findByText('Event 7 (PostCreated): expected object')).toBeInTheDocument();
  });
});
