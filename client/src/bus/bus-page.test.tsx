/** @jest-environment jsdom */
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation, useNavigate } from 'react-router';
import { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { BusPage } from './bus-page';
import './publish-dialog';

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

/** jsdom does no layout: gives the list a height, and scrolls as far as its rows reach. */
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

/** Shows the page's address, and goes back in history. */
function Address() {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return (
    <button type="button" data-testid="back" onClick={() => void navigate(-1)}>
      {pathname + search}
    </button>
  );
}

const open = (at = '/bus') =>
  renderPage(
    <>
      <BusPage />
      <Address />
    </>,
    { path: '/bus/:position?', at },
  );
const address = () => screen.getByTestId('back').textContent;
// Not by role, as in the first test: jsdom takes longer to name every row than for everything tested here.
const LOADED = { selector: 'tr[aria-busy="false"] a' };
const rowOf = (link: HTMLElement | null) => link?.closest('tr') ?? null;
const row = async (position: number) =>
  rowOf(await screen.findByText(`${position}`, LOADED)) as HTMLTableRowElement;
const noRow = (position: number) => rowOf(screen.queryByText(`${position}`, LOADED));

/** The stream whose address has these parameters. */
function stream(query = ''): FakeEventSource {
  const found = FakeEventSource.opened.findLast(
    ({ url, closed }) => !closed && (query === '' ? !/type|subject|contains/.test(url) : url.includes(query)),
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
  const last = await screen.findByRole('row', { name: /^1000 / });
  expect(last).toHaveTextContent(/^1000↳then Even ?Even\/numberssubject-500/);
  expect(await row(1_000)).toBe(last);
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
  await waitFor(() => stream());
  happen(2);
  await user.click(await screen.findByRole('button', { name: 'Follow (2 new)' }));
  expect(await row(1_002)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Follow/ })).toBeNull();
});

it('holds still while paused, says how many are waiting, and resumes', async () => {
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
  // As in a browser, where nothing waits until React has rendered everything that follows a click.
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
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a position from 1 to 1000.');
  expect(field).toBeInvalid();
  await user.clear(field);
  await user.type(field, '77{Enter}');
  expect(await row(77)).toHaveTextContent('Odd');
  const grid = screen.getByRole('grid');
  expect(grid).toHaveFocus();
  await waitFor(() => expect(grid).toHaveAttribute('aria-activedescendant', (noRow(77) as Element).id));
});

it('can be used with the keyboard, and opens and closes an event', async () => {
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
  const chain = await within(panel).findByRole('region', { name: 'Cause and consequences' });
  const [cause, consequence] = await within(chain).findAllByRole('link');
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
  expect(await screen.findByText('first is not a position')).toBeInTheDocument();
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

it('searches the text of events, says so in the address, and marks what it found', async () => {
  open();
  await row(1_000);
  const field = screen.getByLabelText('Search the events');
  await user.type(field, 'o');
  expect(await screen.findByText('2 characters or more')).toBeInTheDocument();
  await user.type(field, 'range');
  await waitFor(() => stream('contains=orange&after=0'));
  expect(FakeEventSource.opened.some(({ url }) => /contains=or?a?n?g?&/.test(url))).toBe(false);
  const found = stream('contains=orange');
  found.send('message', 7, { ...eventAt(7), type: 'CommentCreated', data: { content: 'An Orange, please' } });
  found.send('message', 8, { ...eventAt(8), data: { deep: [{ note: 'no oranges' }] } });
  const marks = within(await row(7)).getAllByText('Orange');
  expect(marks.map(({ tagName }) => tagName)).toEqual(['MARK']);
  expect(await row(8)).toHaveTextContent('note: no oranges');
  expect(address()).toBe('/bus?contains=orange');
});

it('goes back from a filter to the one before it, with the event that was open', async () => {
  open('/bus/7?type=Odd');
  const panel = await screen.findByRole('complementary', { name: 'Open event' });
  await user.click(await within(panel).findByRole('button', { name: 'Only this subject' }));
  await waitFor(() => stream('subject=subject-4'));
  expect(address()).toBe('/bus/7?subject=subject-4');
  await user.click(screen.getByTestId('back'));
  await waitFor(() => stream('type=Odd&after=0'));
  expect(address()).toBe('/bus/7?type=Odd');
  for (const position of [5, 7, 9]) stream('type=Odd').send('message', position, eventAt(position));
  expect(await row(7)).toHaveAttribute('aria-selected', 'true');
  expect(screen.getByRole('complementary', { name: 'Open event' })).toBeInTheDocument();
});

it('treats everything typed in one visit to a field as one step', async () => {
  open();
  await row(1_000);
  const field = screen.getByLabelText('Search the events');
  await user.type(field, 'or');
  await waitFor(() => expect(address()).toBe('/bus?contains=or'));
  await user.type(field, 'an');
  await waitFor(() => expect(address()).toBe('/bus?contains=oran'));
  await user.click(screen.getByTestId('back'));
  await waitFor(() => expect(address()).toBe('/bus'));
  expect(field).toHaveValue('');
});

it('folds threads of the newest events, and unfolds one', async () => {
  open();
  await row(1_000);
  await user.click(screen.getByRole('button', { name: 'Threads' }));
  const tree = await screen.findByRole('treegrid');
  expect(await screen.findByText('500 threads of the newest 1,000 events')).toBeInTheDocument();
  expect(address()).toBe('/bus?fold=threads');
  const head = await row(999);
  expect(head).toHaveTextContent('Odd → even 2 events, 7 ms');
  expect(head).toHaveAttribute('aria-expanded', 'false');
  expect(noRow(1_000)).toBeNull();
  await user.click(within(head).getByRole('button', { name: 'Unfold the thread of 999' }));
  expect(await row(1_000)).toHaveAttribute('aria-level', '2');
  tree.focus();
  await user.keyboard('{End}{ArrowLeft}');
  await waitFor(() => expect(noRow(1_000)).toBeNull());
  await user.keyboard('{ArrowRight}');
  expect(await row(1_000)).toBeInTheDocument();
});

it('takes a live event into the thread that it belongs to', async () => {
  head = 999;
  open('/bus?fold=threads');
  expect(await row(999)).not.toHaveAttribute('aria-expanded');
  happen(2);
  expect(await row(1_001)).toBeInTheDocument();
  expect(await row(999)).toHaveTextContent('2 events, 7 ms');
});

it('has its threads too when the address opens an event beside them', async () => {
  open('/bus/999?fold=threads');
  expect(await screen.findByText('500 threads of the newest 1,000 events')).toBeInTheDocument();
  expect(await row(999)).toHaveTextContent('2 events, 7 ms');
});

it('leaves the threads for a position that is older than they are', async () => {
  head = 3_000;
  open('/bus?fold=threads');
  await screen.findByText('500 threads of the newest 1,000 events');
  await user.type(screen.getByLabelText('Go to position'), '77{Enter}');
  expect(await row(77)).toBeInTheDocument();
  expect(address()).toBe('/bus');
});

it('says how long an event waited in the outbox', async () => {
  api.on('GET', /^\/event-bus\/events\/7$/, () => {
    const time = new Date(Date.parse(eventAt(7).storedtime) - 37_400).toISOString();
    return { body: { ...eventAt(7), type: 'PostCreated', time, data: { id: 'p-1', title: 'Late' } } };
  });
  open('/bus/7');
  const panel = await screen.findByRole('complementary', { name: 'Open event' });
  expect(await within(panel).findByText('waited 37 s in the outbox')).toBeInTheDocument();
});

it('leads from an event to its post, to that moment and to its publisher', async () => {
  api.on('GET', /^\/event-bus\/events\/7$/, () => ({
    body: { ...eventAt(7), type: 'CommentCreated', source: '/comments', data: { id: 'c-1', postId: 'p-1' } },
  }));
  open('/bus/7');
  const links = within(await screen.findByRole('navigation', { name: 'Elsewhere' })).getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/posts/p-1',
    '/time-travel?position=7',
    '/topology?node=comments',
  ]);
  await user.click(screen.getByRole('button', { name: 'All about its post' }));
  await waitFor(() => expect(address()).toBe('/bus/7?contains=p-1'));
});

describe('publishing', () => {
  const publish = () => user.click(screen.getByRole('button', { name: 'Publish to all subscribers' }));
  const write = (label: RegExp | string, text: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value: text } });
  const sent = () =>
    api.calls.filter(({ method }) => method === 'POST').map(({ body }) => body as Record<string, unknown>);

  beforeEach(() => {
    HTMLDialogElement.prototype.showModal = function open() {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function close() {
      this.open = false;
    };
    api
      .on('GET', /^\/event-bus\/types$/, {
        body: [{ type: 'Odd', meaning: 'A number.', registeredAt: '2026-01-01T00:00:00Z' }],
      })
      .on('GET', /^\/event-bus\/subscribers$/, {
        body: [
          { kind: 'follower', name: 'reader', instance: 'a', position: 1, lag: {} },
          { kind: 'subscription', name: 'pushed', position: 1, types: ['Odd'], lag: {} },
          { kind: 'subscription', name: 'other', position: 1, types: ['Even'], lag: {} },
        ],
      })
      .on('POST', /^\/event-bus\/events$/, () => {
        head += 1;
        return { status: 201, body: { status: 'OK', id: 'x', position: head } };
      });
  });

  it('publishes a new event once it is complete, and opens it', async () => {
    open();
    await row(1_000);
    await user.click(screen.getByRole('button', { name: 'Publish an event' }));
    const dialog = await screen.findByRole('dialog', { name: 'Publish an event' });
    await publish();
    expect(within(dialog).getByText(/Enter a type/)).toBeInTheDocument();
    write('Type', 'Odd');
    write('Data, as JSON', '{"n": }');
    await publish();
    expect(within(dialog).getByText(/This is not valid JSON/)).toBeInTheDocument();
    expect(sent()).toEqual([]);
    expect(await within(dialog).findByText('pushed, reader')).toBeInTheDocument();
    expect(within(dialog).getByText(/^A number\./)).toBeInTheDocument();
    write('Data, as JSON', '{"n": 1}');
    await publish();
    await waitFor(() => expect(address()).toBe('/bus/1001'));
    expect(sent()).toEqual([
      expect.objectContaining({ specversion: '1.0', type: 'Odd', source: '/page', data: { n: 1 } }),
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('publishes an edited copy that is caused by the original', async () => {
    open('/bus/7');
    await user.click(await screen.findByRole('button', { name: 'Publish a copy' }));
    await screen.findByRole('dialog', { name: 'Publish a copy of event 7' });
    write('Data, as JSON', '{"n": 70}');
    await publish();
    await waitFor(() => expect(address()).toBe('/bus/1001'));
    expect(sent()).toEqual([
      expect.objectContaining({ type: 'Odd', subject: 'subject-4', causationid: 'id-7', data: { n: 70 } }),
    ]);
    expect(sent()[0]?.id).not.toBe('id-7');
    expect(sent()[0]).not.toHaveProperty('position');
  });

  it('shows in full why the bus refuses it, and sends it again as the same event', async () => {
    const refusal = {
      code: 'event.schema_mismatch',
      detail: 'Expected events that fit the schemas of their types.',
      errors: [{ pointer: '/data/n', detail: 'expected a number' }],
    };
    const accept = { status: 201, body: { position: 7 } };
    const answers = [{ status: 503, body: { code: 'log.overloaded', detail: 'Try again.' } }, accept];
    api.on('POST', /^\/event-bus\/events$/, () => ({ status: 422, body: refusal }));
    open();
    await row(1_000);
    await user.click(screen.getByRole('button', { name: 'Publish an event' }));
    await screen.findByRole('dialog');
    write('Type', 'Odd');
    await publish();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Not published: event.schema_mismatch');
    expect(alert).toHaveTextContent('/data/n: expected a number');
    api.on('POST', /^\/event-bus\/events$/, () => answers.shift() ?? accept);
    write('Data, as JSON', '{"n": 2}');
    await publish();
    await screen.findByText('Not published: log.overloaded');
    await publish();
    await waitFor(() => expect(address()).toBe('/bus/7'));
    const [refused, first, again] = sent();
    expect(again).toEqual(first);
    expect(first?.id).not.toBe(refused?.id);
  });

  it('keeps what was typed when it is closed', async () => {
    open();
    await row(1_000);
    await user.click(screen.getByRole('button', { name: 'Publish an event' }));
    await screen.findByRole('dialog');
    write('Type', 'HalfTyped');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Publish an event' }));
    expect(await screen.findByLabelText('Type')).toHaveValue('HalfTyped');
  });
});
