/** @jest-environment jsdom */
import type { AccountState } from '@blog/lab/account';
import type { LabState } from '@blog/lab/state';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { renderPage } from '../../test/render-page';
import { LabAccount } from './lab-account';

const account: AccountState = {
  since: '2026-01-01T00:00:00Z',
  position: 12,
  at: '2026-01-01T00:00:05Z',
  log: 'read',
  posts: { accepted: 1, inLog: 1, inPosts: 1, inQuery: 1 },
  comments: { accepted: 2, inLog: 2, inComments: 2, inQuery: 2, decided: 2 },
  ...{ onTheWay: 0, beingChecked: 0, unchecked: 0, lost: 0, twice: 0, outOfOrder: 0 },
  services: [],
  findings: [],
};
const since = '2026-01-01T00:00:00Z';
const classic: NonNullable<LabState['classic']> = {
  since,
  parts: [
    { name: 'event-bus', state: 'running', since },
    { name: 'query', state: 'killed', since },
  ],
};
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on('GET', /^\/lab\/account$/, { body: account });
  api.on('GET', /^\/lab\/classic\/account$/, { body: { ...account, lost: 7 } });
  api.on('PUT', /^\/lab\/classic$/, { body: null });
});

const theSwitch = () => screen.findByRole('switch', { name: 'Run the classic bus beside it' });
const sent = () => api.calls.filter(({ method }) => method !== 'GET');
const lostIn = (name: string) =>
  within(screen.getByRole('region', { name })).getByText('lost').nextSibling?.textContent;

it('shows one account, and starts the classic system by its switch', async () => {
  renderPage(<LabAccount classic={null} />);
  expect(await theSwitch()).not.toBeChecked();
  expect(screen.getByRole('region', { name: 'Account' })).toBeVisible();
  await userEvent.click(await theSwitch());
  expect(sent()).toMatchObject([{ path: '/lab/classic', body: { state: 'running' } }]);
  expect(api.calls.some(({ path }) => path === '/lab/classic/account')).toBe(false);
});

it('shows both accounts side by side while it runs, with the states of its parts, and stops it', async () => {
  renderPage(<LabAccount classic={classic} />);
  await screen.findByRole('region', { name: 'The classic system' });
  expect([lostIn('This system'), lostIn('The classic system')]).toEqual(['0', '7']);
  const parts = within(screen.getByRole('list', { name: 'Parts of the classic system' }));
  expect(parts.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'event-bus: running',
    'query: down',
  ]);
  await userEvent.click(await theSwitch());
  expect(sent()).toMatchObject([{ body: { state: 'stopped' } }]);
});

it('resets the count of each separately', async () => {
  api.on('DELETE', /^\/lab\/(classic\/)?account$/, { status: 204 });
  renderPage(<LabAccount classic={classic} />);
  const theirs = within(await screen.findByRole('region', { name: 'The classic system' }));
  await userEvent.click(theirs.getByRole('button', { name: 'Reset the count' }));
  expect(sent()).toMatchObject([{ method: 'DELETE', path: '/lab/classic/account' }]);
});

it('says why it was not started', async () => {
  api.on('PUT', /^\/lab\/classic$/, {
    status: 409,
    body: { code: 'lab.port_taken', detail: 'A program holds the port of the classic query.' },
  });
  renderPage(<LabAccount classic={null} />);
  await userEvent.click(await theSwitch());
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'A program holds the port of the classic query.',
  );
});
