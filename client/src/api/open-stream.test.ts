/** @jest-environment jsdom */
import { FakeEventSource } from '../../test/fake-event-source';
import { logResets } from './log-resets';
import { OPENING_MS_MAX, openStream, SILENCE_MS_MAX, type StreamOptions } from './open-stream';

beforeEach(() => {
  FakeEventSource.install();
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

function open(options: Partial<StreamOptions> = {}) {
  const heard: number[] = [];
  const close = openStream({
    url: (after) => `/events?after=${after}`,
    after: 7,
    onEvent: ({ position }) => heard.push(position),
    ...options,
  });
  return { heard, close };
}

function setVisibility(visibilityState: string): void {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

it('begins after the position that it is given', () => {
  const { heard, close } = open();
  expect(FakeEventSource.last.url).toBe('/events?after=7');
  FakeEventSource.last.send('message', 8, {});
  expect(heard).toEqual([8]);
  close();
});

it('goes on after the last position that came, later and later, until it is open again', () => {
  const { close } = open();
  FakeEventSource.last.send('message', 9, {});
  for (const ms of [500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
    const { length } = FakeEventSource.opened;
    FakeEventSource.last.onerror?.();
    jest.advanceTimersByTime(ms - 1);
    expect(FakeEventSource.opened).toHaveLength(length);
    jest.advanceTimersByTime(1);
    expect(FakeEventSource.opened).toHaveLength(length + 1);
    expect(FakeEventSource.last.url).toBe('/events?after=9');
  }
  FakeEventSource.last.onopen?.();
  FakeEventSource.last.onerror?.();
  jest.advanceTimersByTime(500);
  expect(FakeEventSource.opened).toHaveLength(8);
  close();
});

it('gives its connection back while nobody looks, and goes on once somebody does', () => {
  const { close } = open();
  FakeEventSource.last.send('message', 8, {});
  setVisibility('hidden');
  jest.advanceTimersByTime(1_999);
  expect(FakeEventSource.last.closed).toBe(false);
  jest.advanceTimersByTime(1);
  expect(FakeEventSource.last.closed).toBe(true);
  setVisibility('visible');
  expect(FakeEventSource.opened).toHaveLength(2);
  expect(FakeEventSource.last.url).toBe('/events?after=8');
  close();
});

it('waits, if nobody looks yet', () => {
  setVisibility('hidden');
  const { close } = open();
  expect(FakeEventSource.opened).toHaveLength(0);
  setVisibility('visible');
  expect(FakeEventSource.opened).toHaveLength(1);
  close();
});

it('stays open through a short look elsewhere', () => {
  const { close } = open();
  setVisibility('hidden');
  jest.advanceTimersByTime(1_000);
  setVisibility('visible');
  FakeEventSource.last.onopen?.();
  jest.advanceTimersByTime(SILENCE_MS_MAX - 1_001);
  expect(FakeEventSource.opened).toHaveLength(1);
  expect(FakeEventSource.last.closed).toBe(false);
  close();
});

it('does not come back while nobody looks, though its connection broke just then', () => {
  const { close } = open();
  setVisibility('hidden');
  FakeEventSource.last.onerror?.();
  jest.advanceTimersByTime(60_000);
  expect(FakeEventSource.opened).toHaveLength(1);
  setVisibility('visible');
  expect(FakeEventSource.opened).toHaveLength(2);
  FakeEventSource.last.onopen?.();
  jest.advanceTimersByTime(SILENCE_MS_MAX - 1);
  expect(FakeEventSource.last.closed).toBe(false);
  close();
});

it('opens nothing more once it is closed', () => {
  const { close } = open();
  FakeEventSource.last.onerror?.();
  close();
  jest.advanceTimersByTime(60_000);
  setVisibility('visible');
  expect(FakeEventSource.opened).toHaveLength(1);
});

it('comes again within 40 s when nothing is heard, whether it was open or not, and heartbeats put that off', () => {
  const states: string[] = [];
  const { close } = open({ onState: (state) => states.push(state) });
  FakeEventSource.last.onopen?.();
  FakeEventSource.last.send('message', 8, {});
  for (let beat = 0; beat < 10; beat += 1) {
    jest.advanceTimersByTime(SILENCE_MS_MAX - 1);
    FakeEventSource.last.send('heartbeat', 8, '');
  }
  expect(FakeEventSource.opened).toHaveLength(1);
  jest.advanceTimersByTime(40_000);
  expect(FakeEventSource.opened[0]?.closed).toBe(true);
  expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting']);
  expect(FakeEventSource.last.url).toBe('/events?after=8');
  // This one is never answered.
  jest.advanceTimersByTime(OPENING_MS_MAX + 1_000);
  expect(FakeEventSource.opened).toHaveLength(3);
  close();
  jest.advanceTimersByTime(600_000);
  expect(FakeEventSource.opened).toHaveLength(3);
});

it('says that everything begins anew when the log does not have its position', () => {
  const resets = jest.fn();
  const forget = logResets.subscribe(resets);
  const { heard, close } = open();
  FakeEventSource.last.send('reset', 0, { code: 'log.position_unknown' });
  expect(resets).toHaveBeenCalledTimes(1);
  expect(heard).toEqual([]);
  expect(FakeEventSource.last.closed).toBe(true);
  close();
  forget();
});
