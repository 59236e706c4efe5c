/** @jest-environment jsdom */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { FakeApi } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { answerTopology, cardOf, follower, subscription } from '../../test/topology-answers';
import { TopologyPage } from './topology-page';

let api: FakeApi;

beforeEach(() => {
  api = answerTopology();
});

it('retries a waiting subscription immediately on request', async () => {
  api.on('POST', /^\/event-bus\/subscriptions\/moderation\/retry$/, { status: 202, body: {} });
  renderPage(<TopologyPage />);
  await userEvent.click(within(await cardOf('moderation')).getByRole('button', { name: 'Try now' }));
  expect(api.calls.some(({ path }) => path.endsWith('/moderation/retry'))).toBe(true);
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [{ ...subscription, nextAttemptAt: null }] });
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull());
});

it('pauses and resumes a subscription', async () => {
  api.on('POST', /^\/event-bus\/subscriptions\/moderation\/pause$/, { body: {} });
  renderPage(<TopologyPage />);
  await userEvent.click(within(await cardOf('moderation')).getByRole('button', { name: 'Pause' }));
  expect(api.calls.some(({ path }) => path.endsWith('/moderation/pause'))).toBe(true);
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [follower, { ...subscription, state: 'paused' }] });
  api.on('POST', /\/resume$/, { body: {} });
  await userEvent.click(await screen.findByRole('button', { name: 'Resume' }));
  expect(api.calls.some(({ path }) => path.endsWith('/moderation/resume'))).toBe(true);
});

it('moves the cursor of a subscription after it has said what that means', async () => {
  api.on('GET', /^\/event-bus\/events\?after=1&limit=1000&type=CommentCreated$/, {
    body: [{ position: 2 }, { position: 4 }, { position: 9 }],
  });
  api.on('POST', /^\/event-bus\/subscriptions\/moderation\/replay$/, { body: {} });
  renderPage(<TopologyPage />);
  await userEvent.click(within(await cardOf('moderation')).getByRole('button', { name: 'Move cursor …' }));
  const dialog = within(screen.getByRole('dialog', { name: 'Move the cursor of moderation?' }));
  const place = await dialog.findByLabelText('New position, 0 to 10');
  expect(dialog.getByRole('button', { name: 'Move' })).toBeDisabled();
  await userEvent.clear(place);
  await userEvent.type(place, '11');
  expect(dialog.getByText('Expected a whole number from 0 to 10.')).toBeInTheDocument();
  expect(dialog.getByRole('button', { name: 'Move' })).toBeDisabled();
  await userEvent.clear(place);
  await userEvent.type(place, '1');
  await dialog.findByText('moderation would get 2 events again.');
  await userEvent.click(dialog.getByRole('button', { name: 'Move' }));
  expect(api.calls).toContainEqual({
    method: 'POST',
    path: '/event-bus/subscriptions/moderation/replay',
    body: { after: 1 },
  });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('forgets a follower that is down, after a confirmation, and offers that for no other', async () => {
  const gone = { ...follower, instance: 'there:4002', state: 'down' };
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [follower, gone] });
  api.on('DELETE', /^\/event-bus\/followers\//, { status: 204 });
  renderPage(<TopologyPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Forget …' }));
  const dialog = within(screen.getByRole('dialog', { name: 'Forget query (there:4002)?' }));
  const deleted = () => api.calls.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
  expect(deleted()).toEqual([]);
  await userEvent.click(dialog.getByRole('button', { name: 'Forget' }));
  expect(deleted()).toEqual(['/event-bus/followers/query?instance=there%3A4002']);
});

it('leads from a card to its last event, to the blog as of then, and to what it hears and publishes', async () => {
  renderPage(<TopologyPage />);
  const links = within(await cardOf('moderation')).getByRole('list', { name: 'Links of moderation' });
  expect(
    within(links)
      .getAllByRole('link')
      .map((link) => [link.textContent, link.getAttribute('href')]),
  ).toEqual([
    ['Last event', '/bus/4'],
    ['The blog as of then', '/time-travel?position=4'],
    ['What it hears', '/bus?type=CommentCreated'],
    ['What it publishes', '/bus?type=CommentModerated'],
  ]);
  expect(screen.getByRole('link', { name: 'Details of moderation' })).toHaveAttribute(
    'href',
    '/?node=moderation',
  );
});
