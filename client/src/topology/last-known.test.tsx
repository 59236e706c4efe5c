/** @jest-environment jsdom */
import { screen, within } from '@testing-library/react';
import type { FakeApi } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { answerTopology, cardOf, follower, subscription } from '../../test/topology-answers';
import { TopologyPage } from './topology-page';

let api: FakeApi;

beforeEach(() => {
  api = answerTopology();
});

describe('while the bus is down at a fresh load', () => {
  beforeEach(() => {
    api.on('HEAD', /^\/event-bus\/events$/, { status: 502 });
    api.on('GET', /^\/event-bus\//, { status: 502, body: { code: 'x', detail: 'No bus.' } });
  });
  const node = async (name: string) => {
    const picture = await screen.findByRole('img', { name: /^The event bus/ });
    return within(picture).getByText(name).closest('g') as unknown as HTMLElement;
  };

  it('shows every service of the blog, in grey, and says that the bus has never answered', async () => {
    renderPage(<TopologyPage />);
    await screen.findByText(/has never answered this browser/);
    for (const name of ['posts', 'comments', 'moderation', 'query']) {
      expect(within(await node(name)).getByText('running')).toHaveClass('fill-muted');
    }
    expect(within(await node('event-bus')).getByText('down')).toHaveClass('fill-bad');
  });

  it('shows its last report from an earlier visit, without any actions', async () => {
    const subscribers = [follower, { ...subscription, state: 'paused' }, { ...follower, name: 'reader' }];
    // The bus sends this field for a follower.
    const kept = subscribers.map((each) => ({ ...each, lastSeenAt: '2026-01-01T00:00:00Z' }));
    const value = JSON.stringify({ version: 1, atMs: Date.now() - 600_000, subscribers: kept });
    localStorage.setItem('subscribers last seen', value);
    renderPage(<TopologyPage />);
    expect(await screen.findByText(/Its last report/)).toHaveTextContent('(10 min ago)');
    expect(within(await node('reader')).getByText('was running')).toHaveClass('fill-muted');
    expect(within(await node('moderation')).getByText('was 6 behind')).toBeInTheDocument();
    expect(within(await cardOf('moderation')).getByText('was paused')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Pause|Resume|Move cursor|Try now/ })).toBeNull();
  });
});

it('says that the bus cannot be reached, and keeps its last report', async () => {
  renderPage(<TopologyPage />);
  await cardOf('query');
  api.on('GET', /^\/event-bus\/subscribers$/, { status: 502, body: { code: 'x', detail: 'No bus.' } });
  expect(await screen.findByText('The bus cannot be reached')).toBeInTheDocument();
  expect(await cardOf('query')).toBeInTheDocument();
});
