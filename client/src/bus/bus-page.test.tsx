/** @jest-environment jsdom */
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { BusPage } from './bus-page';

const VIEW_HEIGHT = 396;
const user = userEvent.setup();
let head: number;
let api: FakeApi;

function eventAt(position: number) {
  return {
    position,
    id: `id-${position}`,
    type: position % 2 === 0 ? 'Even' : 'Odd',
    source: '/numbers',
    subject: `subject-${Math.ceil(position / 2)}`,
    storedtime: new Date(Date.UTC(2026, 0, 1) + position * 7).toISOString(),
    ...(position % 2 === 0 && { causationid: `id-${position - 1}` }),
    data: { n: position },
  };
}

const range = (after: number, limit: number) =>
  Array.from({ length: Math.max(0, Math.min(limit, head - after)) }, (_, index) =>
    eventAt(after + index + 1),
  );

/** jsdom lays nothing out: the list gets a height, and scrolls as far as its rows reach. */
function installLayout(): void {
  const scrolled = new WeakMap<Element, number>();
  const contentHeight = (element: Element) =>
    Number.parseInt(element.querySelector('tbody')?.style.height ?? '0', 10) + 36;
  Object.defineProperties(HTMLElement.prototype, {
    clientHeight: { configurable: true, get: () => VIEW_HEIGHT },
    scrollHeight: {
      configurable: true,
      get(this: Element) {
        return contentHeight(this);
      },
    },
    scrollTop: {
      configurable: true,
      get(this: Element) {
        return scrolled.get(this) ?? 0;
      },
      set(this: Element, top: number) {
        scrolled.set(this, Math.max(0, Math.min(top, contentHeight(this) - VIEW_HEIGHT)));
        queueMicrotask(() => act(() => this.dispatchEvent(new Event('scroll'))));
      },
    },
  });
  const media = { matches: true, addEventListener: () => {}, removeEventListener: () => {} };
  Object.assign(globalThis, { matchMedia: () => media });
}

beforeEach(() => {
  installLayout();
  FakeEventSource.install();
  head = 1_000;
  api = new FakeApi()
    .on('HEAD', /^\/event-bus\/events$/, () => ({
      headers: { 'event-log': 'log', 'event-log-head': String(head) },
    }))
    .on('GET', /^\/event-bus\/events\?after=\d+&limit=\d+$/, ({ path }) => {
      const query = new URLSearchParams(path.split('?')[1]);
      return { body: range(Number(query.get('after')), Number(query.get('limit'))) };
    })
    .on('GET', /^\/event-bus\/events\?subject=/, ({ path }) => {
      const subject = new URLSearchParams(path.split('?')[1]).get('subject');
      return { body: range(0, head).filter((event) => event.subject === subject) };
    })
    .on('GET', /^\/event-bus\/events\/\d+$/, ({ path }) => {
      const position = Number(path.split('/').at(-1));
      return position <= head
        ? { body: eventAt(position) }
        : { status: 404, body: { code: 'event.not_found' } };
    })
    .on('GET', /^\/event-bus\/subscribers$/, { body: [] });
});

const open = (at = '/bus') => renderPage(<BusPage />, { path: '/bus/:position?', at });
const row = (position: number) => screen.findByRole('row', { name: new RegExp(`^${position} `) });
const noRow = (position: number) => screen.queryByRole('row', { name: new RegExp(`^${position} `) });

/** The stream whose address has these parameters. */
function stream(query = ''): FakeEventSource {
  const found = FakeEventSource.opened.findLast(
    ({ url, closed }) => !closed && (query === '' ? !/type|subject/.test(url) : url.includes(query)),
  );
  if (found === undefined) throw new Error(`No stream of ${query} is open.`);
  return found;
}

function happen(count = 1): void {
  for (let n = 0; n < count; n += 1) {
    head += 1;
    stream().send('message', head, eventAt(head));
  }
}

it('shows the end of the log, from a page of it', async () => {
  open();
  expect(await row(1_000)).toHaveTextContent('1000Even/numberssubject-500');
  expect(await screen.findByText('1,000 events')).toBeInTheDocument();
  expect(screen.getByText('Live')).toBeInTheDocument();
  expect(noRow(900)).toBeNull();
  expect(api.calls.filter(({ path }) => path.includes('limit=')).map(({ path }) => path)).toEqual([
    '/event-bus/events?after=800&limit=200',
  ]);
});

it('follows what happens, from one stream that begins at the head', async () => {
  open();
  await row(1_000);
  expect(stream().url).toBe('/api/event-bus/events?after=1000');
  happen(3);
  expect(await row(1_003)).toBeInTheDocument();
  expect(screen.getByText('1,003 events')).toBeInTheDocument();
});

it('stays where the reader scrolled to, counts what is new, and follows again when asked', async () => {
  open();
  await row(1_000);
  const grid = screen.getByRole('grid');
  act(() => {
    grid.scrollTop = 3_600;
  });
  expect(await row(105)).toHaveTextContent('Odd');
  happen(2);
  await user.click(await screen.findByRole('button', { name: 'Follow (2 new)' }));
  expect(await row(1_002)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Follow/ })).toBeNull();
});

it('holds still while paused, says how many wait, and goes on', async () => {
  open();
  await row(1_000);
  await user.click(screen.getByRole('button', { name: 'Pause' }));
  happen(2);
  expect(await screen.findByText('Paused, 2 new')).toBeInTheDocument();
  expect(noRow(1_002)).toBeNull();
  expect(screen.getByTestId('announcer')).toHaveTextContent('Paused');
  await user.click(screen.getByRole('button', { name: 'Resume' }));
  expect(await row(1_002)).toBeInTheDocument();
});

it('lets the bus filter by type and subject, as the address says', async () => {
  open('/bus?type=Even,Odd&subject=subject-3');
  await waitFor(() => stream('subject-3'));
  expect(stream('subject-3').url).toBe('/api/event-bus/events?type=Even%2COdd&subject=subject-3&after=0');
  stream('subject-3').send('message', 5, eventAt(5));
  stream('subject-3').send('message', 6, eventAt(6));
  expect(await row(6)).toBeInTheDocument();
  expect(await screen.findByText('2 matches')).toBeInTheDocument();
  expect(screen.getByLabelText('Subject, in full')).toHaveValue('subject-3');
  await user.click(screen.getByRole('button', { name: 'Show all events' }));
  expect(await row(1_000)).toBeInTheDocument();
});

it('keeps a tick from the moment it is made, however long the list takes to follow', async () => {
  open();
  await user.click(await screen.findByRole('button', { name: 'Types: all' }));
  const box: HTMLInputElement = await screen.findByRole('checkbox', { name: 'Odd' });
  // As in a browser, where nothing waits until React has rendered all that follows from a click.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
  try {
    box.click();
    expect(box.checked).toBe(true);
  } finally {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  }
  expect(await screen.findByRole('button', { name: 'Types: Odd' })).toBeInTheDocument();
  expect(box.checked).toBe(true);
});

it('filters by the types that are ticked and the subject that is typed', async () => {
  open();
  await row(1_000);
  await user.click(screen.getByRole('button', { name: 'Types: all' }));
  await user.click(await screen.findByRole('checkbox', { name: 'Odd' }));
  await waitFor(() => stream('type=Odd&after=0'));
  await user.type(screen.getByLabelText('Subject, in full'), 'subject-9');
  await waitFor(() => stream('type=Odd&subject=subject-9&after=0'));
  expect(FakeEventSource.opened.some(({ url }) => url.includes('subject=s&'))).toBe(false);
  expect(await screen.findByText('No event matches so far')).toBeInTheDocument();
});

it('goes to a position, and says which there are if it is another', async () => {
  open();
  await row(1_000);
  const field = screen.getByLabelText('Go to position');
  await user.type(field, '1001{Enter}');
  expect(screen.getByRole('alert')).toHaveTextContent('Give a position from 1 to 1000.');
  expect(field).toBeInvalid();
  await user.clear(field);
  await user.type(field, '77{Enter}');
  expect(await row(77)).toHaveTextContent('Odd');
  const grid = screen.getByRole('grid');
  expect(grid).toHaveFocus();
  await waitFor(() => expect(grid).toHaveAttribute('aria-activedescendant', (noRow(77) as Element).id));
});

it('is walked with the keyboard, and opens and closes an event', async () => {
  open();
  await row(1_000);
  const grid = screen.getByRole('grid');
  grid.focus();
  await user.keyboard('{Home}');
  await row(1);
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  const panel = await screen.findByRole('complementary', { name: 'Open event' });
  expect(await within(panel).findByRole('heading', { name: 'Odd' })).toHaveFocus();
  expect(await within(panel).findByText(/"n": 3/)).toBeInTheDocument();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('complementary', { name: 'Open event' })).toBeNull();
  expect(grid).toHaveFocus();
});

it('opens the event that the address names, with its chain and who applied it', async () => {
  const subscriber = { lag: { events: 0, ageMs: 0 }, lastError: null, nextAttemptAt: null };
  api
    .on('GET', /subscribers$/, {
      body: [
        { ...subscriber, kind: 'follower', name: 'reader', instance: 'a', position: 8, state: 'live' },
        { ...subscriber, kind: 'follower', name: 'slow', instance: 'a', position: 6, state: 'catching-up' },
        {
          ...subscriber,
          kind: 'subscription',
          name: 'pushed',
          position: 8,
          types: null,
          parked: 2,
          state: 'active',
        },
      ],
    })
    .on('GET', /\/subscriptions\/pushed\/parked\?after=6&limit=1$/, {
      body: [{ position: 7, reason: 'It answered 400.', attempts: 12 }],
    });
  open('/bus/7');
  expect(await row(7)).toHaveAttribute('aria-selected', 'true');
  const panel = screen.getByRole('complementary', { name: 'Open event' });
  const [cause, consequence] = await within(panel).findAllByRole('link');
  expect(cause).toHaveAttribute('aria-current', 'true');
  expect(consequence).toHaveTextContent('Even87 ms after 7, from /numbers');
  const applied = within(panel).getByRole('region', { name: 'Applied by' });
  expect(await within(applied).findByText('It answered 400.')).toBeInTheDocument();
  expect(
    within(applied)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['reader aapplied', 'slow anot yet', 'pushed subscriptionparkedIt answered 400.']);
});

it('shows a consequence as soon as it happens', async () => {
  head = 999;
  open('/bus/999');
  expect(await screen.findByText('Nothing caused it; nothing has followed yet.')).toBeInTheDocument();
  happen();
  expect(await screen.findByText('7 ms after 999, from /numbers')).toBeInTheDocument();
});

it('says so if the address names no event', async () => {
  open('/bus/2000');
  expect(await screen.findByText('There is no event 2000')).toBeInTheDocument();
  expect(await row(1_000)).toBeInTheDocument();
});

it('says so if the address names no position', async () => {
  open('/bus/first');
  expect(await screen.findByText('first is no position')).toBeInTheDocument();
});

it('says that nothing has happened yet, and shows the first event once it has', async () => {
  head = 0;
  open();
  expect(await screen.findByRole('link', { name: 'Write a post' })).toHaveAttribute('href', '/');
  happen();
  expect(await row(1)).toBeInTheDocument();
});

it('says that the bus cannot be reached', async () => {
  api.on('HEAD', /events$/, { status: 502, body: {} });
  open();
  expect(await screen.findByText('The bus cannot be reached')).toBeInTheDocument();
});

it('keeps what was loaded while the bus is away, and says when it is back', async () => {
  open();
  await row(1_000);
  act(() => stream().onerror?.());
  expect(await screen.findByText('Reconnecting …')).toBeInTheDocument();
  expect(noRow(1_000)).toBeInTheDocument();
  await waitFor(() => expect(FakeEventSource.opened).toHaveLength(2));
  act(() => stream().onopen?.());
  expect(screen.queryByText('Reconnecting …')).toBeNull();
});

it('opens an event on a click, and keeps the filter', async () => {
  open('/bus?type=Odd');
  await waitFor(() => stream('type=Odd'));
  stream('type=Odd').send('message', 5, eventAt(5));
  const link = within(await row(5)).getByRole('link');
  expect(link).toHaveAttribute('href', '/bus/5?type=Odd');
  fireEvent.click(link);
  expect(await screen.findByRole('complementary', { name: 'Open event' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Types: Odd' })).toBeInTheDocument();
});
