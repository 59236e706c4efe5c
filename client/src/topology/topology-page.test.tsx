/** @jest-environment jsdom */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { answerTopology, cardOf, follower, subscription } from '../../test/topology-answers';
import { TopologyPage } from './topology-page';

let api: FakeApi;

beforeEach(() => {
  api = answerTopology();
});

it('shows each subscriber with its lag, state, last error and next attempt', async () => {
  renderPage(<TopologyPage />);
  const moderation = within(await cardOf('moderation'));
  expect(moderation.getByText('6')).toBeInTheDocument();
  expect(moderation.getByText(/events behind, the oldest for 4.2 s/)).toBeInTheDocument();
  expect(moderation.getByText('retrying')).toBeInTheDocument();
  expect(moderation.getByText('No connection (ECONNREFUSED).')).toBeInTheDocument();
  expect(moderation.getByText(/^in \d/)).toBeInTheDocument();
});

it('draws publishers, bus and subscribers, also publishers outside the blog', async () => {
  renderPage(<TopologyPage />);
  const picture = await screen.findByRole('img', { name: /^The event bus/ });
  await waitFor(() => expect(within(picture).getByText('importer')).toBeInTheDocument());
  expect(within(picture).getByText('head 10')).toBeInTheDocument();
  expect(within(picture).getByText('6 behind, 4.2 s')).toBeInTheDocument();
  expect(within(picture).getAllByText('keeps 2 in its outbox').length).toBeGreaterThan(0);
  expect(picture).toHaveAccessibleName(
    /^The event bus, head 10, with its publishers .*query \(running, up to date/,
  );
});

it('shows events on their way to the bus and deliveries on their way from it', async () => {
  renderPage(<TopologyPage />);
  await cardOf('moderation');
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

it('leads to the card of the service that the address names', async () => {
  renderPage(<TopologyPage />, { at: '/?node=moderation' });
  const card = await cardOf('moderation');
  await waitFor(() => expect(card).toHaveFocus());
});

it('leads from a node to its card, on whichever page of them', async () => {
  const readers = Array.from({ length: 43 }, (_, index) => ({ ...follower, name: `reader-${index}` }));
  api.on('GET', /^\/event-bus\/subscribers$/, { body: readers });
  renderPage(<TopologyPage />, { at: '/?node=reader-30' });
  const card = await cardOf('reader-30');
  await waitFor(() => expect(card).toHaveFocus());
  await userEvent.click(screen.getByRole('link', { name: 'Details of reader-1' }));
  await waitFor(async () => expect(await cardOf('reader-1')).toHaveFocus());
});

it('shows followers and subscriptions in pages of 20', async () => {
  const readers = Array.from({ length: 43 }, (_, index) => ({ ...follower, name: `reader-${index}` }));
  api.on('GET', /^\/event-bus\/subscribers$/, { body: readers });
  renderPage(<TopologyPage />);
  await cardOf('reader-0');
  const cards = () => screen.getAllByRole('article').length;
  expect(cards()).toBe(20);
  expect(await screen.findByText(/^Not in the picture: reader-7, .* and 31 more\.$/)).toBeInTheDocument();
  const pages = within(screen.getByRole('navigation', { name: 'Pages of the followers and subscriptions' }));
  for (const count of [20, 3]) {
    await userEvent.click(pages.getByRole('button', { name: 'Next page' }));
    expect(cards()).toBe(count);
  }
  expect(await cardOf('reader-42')).toBeInTheDocument();
  expect(pages.getByRole('button', { name: 'Next page' })).toBeDisabled();
});
