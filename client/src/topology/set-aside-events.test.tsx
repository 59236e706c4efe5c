/** @jest-environment jsdom */
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { FakeApi } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { answerTopology, follower, subscription } from '../../test/topology-answers';
import { TopologyPage } from './topology-page';

let api: FakeApi;

beforeEach(() => {
  api = answerTopology();
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
    await user.type(screen.getByLabelText(/Reason, kept/), 'a test by hand');
    const dialog = within(screen.getByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Discard' }));
    expect(api.calls).toContainEqual({
      method: 'POST',
      path: '/query/set-aside/discard',
      body: { entry: 'log-7', reason: 'a test by hand' },
    });
  });

  it('shows the reason also for a follower outside the blog', async () => {
    api.on('GET', /^\/event-bus\/subscribers$/, { body: [{ ...troubled, name: 'constructor' }] });
    renderPage(<TopologyPage />);
    expect(await screen.findByText('Event 7 (PostCreated): expected object')).toBeInTheDocument();
  });
});
