/** @jest-environment jsdom */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { FakeApi } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { answerTopology, cardOf } from '../../test/topology-answers';
import { TopologyPage } from './topology-page';

let api: FakeApi;

beforeEach(() => {
  api = answerTopology();
});

describe('where there is no lab', () => {
  const commands = (startedBy: unknown) => {
    api.on('GET', /^\/lab$/, { status: 404, body: { code: 'lab.absent' } });
    api.on('GET', /^\/started-by\.json$/, { body: startedBy });
  };

  it('offers the commands that stop and start each node, to copy', async () => {
    commands({ startedBy: 'compose', namespace: null });
    const user = userEvent.setup();
    renderPage(<TopologyPage />);
    await user.click(await screen.findByRole('button', { name: 'Commands for moderation' }));
    const panel = within(screen.getByRole('region', { name: 'Commands for moderation' }));
    expect(panel.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual([
      'docker compose stop moderation',
      'docker compose kill moderation',
      'docker compose start moderation',
    ]);
    await user.click(panel.getByRole('button', { name: 'Copy: docker compose stop moderation' }));
    expect(await navigator.clipboard.readText()).toBe('docker compose stop moderation');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: 'Commands for moderation' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Commands for moderation' })).toHaveFocus();
  });

  it('offers none if the page server does not say how the services were started', async () => {
    commands({ startedBy: null, namespace: null });
    renderPage(<TopologyPage />);
    await cardOf('moderation');
    await waitFor(() => expect(api.calls.some(({ path }) => path === '/started-by.json')).toBe(true));
    expect(screen.queryByRole('button', { name: /^Commands for/ })).toBeNull();
  });
});
