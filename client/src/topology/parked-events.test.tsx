/** @jest-environment jsdom */
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { FakeApi } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { answerTopology, parkedEvent, subscription } from '../../test/topology-answers';
import { TopologyPage } from './topology-page';

let api: FakeApi;

beforeEach(() => {
  api = answerTopology();
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

  it('are shown in pages', async () => {
    const all = Array.from({ length: 12 }, (_, index) => ({ ...parkedEvent, position: index + 1 }));
    api.on('GET', /^\/event-bus\/subscribers$/, { body: [{ ...subscription, parked: 12 }] });
    api.on('GET', /\/moderation\/parked\?/, ({ path }) => {
      const query = new URL(path, 'http://bus').searchParams;
      const after = all.filter(({ position }) => position > Number(query.get('after')));
      return { body: after.slice(0, Number(query.get('limit'))) };
    });
    renderPage(<TopologyPage />);
    const shown = () =>
      screen.getAllByRole('link', { name: /^Position/ }).map(({ textContent }) => textContent);
    await screen.findByRole('link', { name: 'Position 1' });
    expect(shown()).toHaveLength(5);
    const pages = within(
      screen.getByRole('navigation', { name: 'Pages of the parked events of moderation' }),
    );
    expect(pages.getByText('1 to 5 of 12')).toBeInTheDocument();
    expect(pages.getByRole('button', { name: 'Previous page' })).toBeDisabled();
    await userEvent.click(pages.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('link', { name: 'Position 6' });
    await userEvent.click(pages.getByRole('button', { name: 'Next page' }));
    await screen.findByRole('link', { name: 'Position 12' });
    expect(shown()).toEqual(['Position 11', 'Position 12']);
    expect(pages.getByText('11 to 12 of 12')).toBeInTheDocument();
    expect(pages.getByRole('button', { name: 'Next page' })).toBeDisabled();
    all.splice(10);
    await screen.findByRole('link', { name: 'Position 1' });
  });

  it('are redelivered together only after a confirmation, beginning with the first one alone', async () => {
    renderPage(<TopologyPage />);
    await screen.findByRole('link', { name: 'Position 3' });
    await userEvent.click(screen.getByRole('button', { name: 'Redeliver all …' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Redeliver all 2 parked events?' }));
    expect(sent('POST')).toEqual([]);
    await userEvent.click(dialog.getByRole('button', { name: 'Redeliver' }));
    expect(await screen.findByText(/^Position 3 failed again, so the others were not tried/)).toHaveRole(
      'alert',
    );
    expect(sent('POST')).toEqual(['/event-bus/subscriptions/moderation/parked/3/redeliver']);
  });
});
