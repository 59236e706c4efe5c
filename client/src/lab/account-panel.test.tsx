/** @jest-environment jsdom */
import type { AccountState, Finding } from '@blog/lab/account';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../test/render-page';
import { AccountPanel } from './account-panel';

const at = '2026-01-01T10:00:00Z';
const service = { state: 'asked', appliedTo: 9, outbox: 0 } as const;
const account: AccountState = {
  since: at,
  position: 1234,
  at,
  log: 'read',
  posts: { accepted: 2, inLog: 2, inPosts: 2, inQuery: 2 },
  comments: { accepted: 10, inLog: 10, inComments: 10, inQuery: 10, decided: 10 },
  ...{ onTheWay: 0, beingChecked: 0, unchecked: 0, lost: 0, twice: 0, outOfOrder: 0 },
  services: [
    { ...service, name: 'posts' },
    { ...service, name: 'comments' },
    { ...service, name: 'query' },
  ],
  findings: [],
};
const finding = (number: number, more: Partial<Finding> = {}): Finding => ({
  ...{ number, at, kind: 'twice', where: 'log', position: 40 + number, text: `Finding ${number}.` },
  subject: { kind: 'comment', id: `c${number}`, postId: 'p1' },
  ...more,
});

const numbers = () => screen.getAllByRole('definition').map(({ textContent }) => textContent);
const steps = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);

it('shows the three numbers, up to where they are counted, and each step of the way', () => {
  renderPage(<AccountPanel account={account} />);
  expect(numbers()).toEqual(['0', '0', '0']);
  expect(screen.getByText(/^Counted up to position/)).toHaveTextContent(/position 1,234, \d\d:\d\d:\d\d\.$/);
  screen.getByText('All 12 accepted are everywhere, once, in order.');
  expect(steps()).toEqual([
    'accepted12',
    'in the log12',
    'in posts2',
    'in comments10',
    'in query12',
    'decided10',
  ]);
});

it('says where unfinished items wait, and that some were not checked', () => {
  const [posts, comments, query] = account.services;
  renderPage(
    <AccountPanel
      account={{
        ...account,
        ...{ log: 'away', onTheWay: 5, beingChecked: 2 },
        comments: { ...account.comments, inQuery: 5 },
        services: [
          { ...posts, outbox: 3 },
          { ...comments, state: 'rebuilding' },
          { ...query, state: 'away' },
        ] as never,
      }}
    />,
  );
  screen.getByText('5 of 12 accepted are everywhere, once, in order.');
  screen.getByText(
    '5 on the way, 2 being checked: the bus cannot be reached; query does not answer; comments is not ready; 3 in the outbox of posts.',
  );
  screen.getByText(/^The bus cannot be reached\. Counted up to/);
  expect(steps()).toContain('in query7 of 12');
});

it('lists what was found, each with its post or comment and its event', async () => {
  const findings = Array.from({ length: 12 }, (_, index) => finding(12 - index));
  renderPage(<AccountPanel account={{ ...account, twice: 12, findings }} />);
  expect(numbers()).toEqual(['0', '12', '0']);
  screen.getByText('Not all of the 12 accepted are as they should be.');
  const first = within(screen.getByRole('list', { name: 'Findings: Account' })).getAllByRole('listitem');
  expect(first).toHaveLength(10);
  const links = within(first[0] as HTMLElement).getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['/posts/p1', '/bus/52']);
  screen.getByText('2 more');
});

it('has no links into a blog and a bus that are not the page’s own', () => {
  const ofLog = finding(1, { kind: 'lost', subject: null, position: null });
  renderPage(
    <AccountPanel account={{ ...account, findings: [ofLog, finding(2)] }} hasLinks={false} title="Classic" />,
  );
  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.getByRole('list', { name: 'Findings: Classic' })).toHaveTextContent('comment c2');
});

it('calls nothing good before anything was accepted, and starts the count again on request', async () => {
  const onRestart = jest.fn();
  const nothing = { accepted: 0, inLog: 0, inQuery: 0 };
  const empty = { ...nothing, inComments: 0, decided: 0 };
  renderPage(
    <AccountPanel
      account={{ ...account, at: null, posts: { ...nothing, inPosts: 0 }, comments: empty }}
      onRestart={onRestart}
    />,
  );
  screen.getByText('Nothing has been accepted yet: start the load, or write a post.');
  screen.getByText('The log has not been read yet.');
  await userEvent.click(screen.getByRole('button', { name: 'Reset the count' }));
  expect(onRestart).toHaveBeenCalledTimes(1);
});
