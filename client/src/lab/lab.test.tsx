/** @jest-environment jsdom */
import type { LabState } from '@blog/lab/state';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { TopologyPage } from '../topology/topology-page';

const running = (name: string) => ({
  name,
  state: 'running' as const,
  since: '2026-01-01T00:00:00Z',
  actions: ['kill', 'stop', 'freeze'] as const,
});
const state: LabState = {
  startedBy: 'npm start',
  parts: ['event-bus', 'posts', 'moderation', 'query'].map((name) => ({
    ...running(name),
    actions: [...running(name).actions],
  })),
  links: [{ service: 'moderation', state: 'open', delayMs: 0 }],
  load: null,
  classic: null,
  faults: [],
};
const subscription = {
  kind: 'subscription',
  name: 'moderation',
  position: 10,
  lag: { events: 0, ageMs: null },
  state: 'active',
  lastError: null,
  nextAttemptAt: null,
  url: 'http://moderation/events',
  types: null,
  attempts: 0,
  attemptsMax: 12,
  parked: 0,
};
let api: FakeApi;

beforeEach(() => {
  FakeEventSource.install();
  const matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} });
  SVGElement.prototype.animate = () => ({}) as Animation;
  Object.assign(globalThis, { matchMedia });
  api = new FakeApi();
  api.on('GET', /readyz$/, { body: { status: 'ready', checks: {} } });
  api.on('HEAD', /^\/event-bus\/events$/, { headers: { 'event-log-head': '10' } });
  api.on('GET', /^\/event-bus\/events\?/, { body: [] });
  api.on('GET', /^\/event-bus\/subscribers$/, { body: [subscription] });
  api.on('GET', /^\/lab$/, { body: state });
});

const calls = () => api.calls.filter(({ path, method }) => path.startsWith('/lab/') && method !== 'GET');

it('offers the possible actions on each node, and performs them', async () => {
  api.on('POST', /^\/lab\/parts\/moderation\/stop$/, { body: {} });
  renderPage(<TopologyPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Controls for moderation' }));
  const controls = within(screen.getByRole('region', { name: 'Controls for moderation' }));
  expect(controls.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
    'Kill',
    'Stop',
    'Freeze',
  ]);
  await userEvent.click(controls.getByRole('button', { name: 'Stop' }));
  expect(calls()).toMatchObject([{ method: 'POST', path: '/lab/parts/moderation/stop' }]);
});

it('starts a part that is down with one click, and checks the services immediately', async () => {
  const stopped = { ...running('moderation'), state: 'stopped' as const, actions: ['start' as const] };
  api.on('POST', /^\/lab\/parts\/moderation\/start$/, { body: {} });
  renderPage(<TopologyPage />);
  await screen.findByRole('button', { name: 'Controls for moderation' });
  const looks = () => api.calls.filter(({ path }) => path === '/moderation/readyz').length;
  const before = looks();
  api.on('GET', /^\/lab$/, { body: { ...state, parts: [stopped] } });
  await userEvent.click(await screen.findByRole('button', { name: 'Start moderation' }));
  expect(calls()).toMatchObject([{ method: 'POST', path: '/lab/parts/moderation/start' }]);
  await waitFor(() => expect(looks()).toBeGreaterThan(before));
});

it('closes the controls by Escape, and the focus is where it was', async () => {
  renderPage(<TopologyPage />);
  const button = await screen.findByRole('button', { name: 'Controls for query' });
  await userEvent.click(button);
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('region', { name: 'Controls for query' })).toBeNull();
  expect(button).toHaveFocus();
});

it('slows, cuts and opens the network between a service and the bus', async () => {
  api.on('PUT', /^\/lab\/links\/moderation$/, { body: {} });
  renderPage(<TopologyPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Controls for moderation' }));
  const network = screen.getByRole('combobox', { name: 'Network to the bus' });
  await userEvent.selectOptions(network, '2 s slower');
  await userEvent.selectOptions(network, 'cut');
  expect(calls().map(({ body }) => body)).toEqual([{ state: 'slow', delayMs: 2000 }, { state: 'cut' }]);
});

it('runs a load at the chosen rate, and says what the lab refuses', async () => {
  api.on('PUT', /^\/lab\/load$/, {
    status: 400,
    body: { code: 'request.invalid', detail: 'Expected less.' },
  });
  renderPage(<TopologyPage />);
  const rate = await screen.findByRole('spinbutton', { name: 'comments/s' });
  await userEvent.clear(rate);
  await userEvent.type(rate, '50');
  await userEvent.click(screen.getByRole('button', { name: 'Start load' }));
  expect(calls()).toMatchObject([{ body: { postsPerSecond: 2, commentsPerSecond: 50 } }]);
  expect(await screen.findByRole('alert')).toHaveTextContent('Expected less.');
});

it('lists what was done, the latest first', async () => {
  const fault = (id: number, text: string) => ({
    id,
    at: new Date().toISOString(),
    kind: 'kill' as const,
    target: 'query',
    text,
  });
  api.on('GET', /^\/lab$/, {
    body: { ...state, faults: [fault(1, 'query was killed.'), fault(2, 'query was started.')] },
  });
  renderPage(<TopologyPage />);
  const lab = within(await screen.findByRole('list', { name: 'What was done' }));
  expect(lab.getAllByRole('listitem').map(({ firstChild }) => firstChild?.textContent)).toEqual([
    'query was started.',
    'query was killed.',
  ]);
});

it('shows nothing of a lab where there is none', async () => {
  api.on('GET', /^\/lab$/, { status: 404, body: { code: 'lab.absent' } });
  renderPage(<TopologyPage />);
  await screen.findByRole('heading', { name: 'moderation', level: 3 });
  expect(screen.queryByRole('button', { name: /^Controls for/ })).toBeNull();
  expect(screen.queryByRole('region', { name: 'Lab' })).toBeNull();
});
