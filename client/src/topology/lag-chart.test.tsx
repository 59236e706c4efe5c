/** @jest-environment jsdom */
import type { Fault } from '@blog/lab/state';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom';
import { LagChart } from './lag-chart';
import { SPAN_MS } from './lag-scale';

const END = Date.parse('2026-01-01T00:10:00Z');
const fault = (id: number, kind: Fault['kind'], agoMs: number): Fault => ({
  id,
  kind,
  at: new Date(END - agoMs).toISOString(),
  target: 'moderation',
  text: `moderation: ${kind} ${id}.`,
});
const samples = [
  { atMs: END - SPAN_MS / 2, events: 60 },
  { atMs: END, events: 20 },
];
const show = (faults: readonly Fault[] = []) =>
  render(
    <LagChart name="moderation" samples={samples} faults={faults} scale={{ eventsMax: 100, endMs: END }} />,
  );

it('describes the chart in words, and has an axis of events and of time', () => {
  const { container } = show();
  expect(screen.getByRole('img')).toHaveAccessibleName(
    'How many events moderation was behind in the last 2 minutes: at most 60, now 20',
  );
  for (const text of ['Events behind', '100', '0', '2 min ago', 'now']) {
    expect(screen.getByText(text)).toBeInTheDocument();
  }
  expect(container.querySelector('polyline')).toHaveAttribute('points', '60,16 120,32');
});

it('marks what was done at its moment, says what on hover, and lists it for everyone', async () => {
  show([fault(1, 'kill', SPAN_MS + 1), fault(2, 'kill', SPAN_MS / 4), fault(3, 'start', 0)]);
  const marks = screen.getAllByTestId('fault-mark');
  expect(marks.map(({ title, style }) => [title, style.left])).toEqual([
    ['moderation: kill 2.', '75%'],
    ['moderation: start 3.', '100%'],
  ]);
  await userEvent.click(screen.getByText('2 marks'));
  const items = within(screen.getByRole('list')).getAllByRole('listitem');
  expect(items.map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('moderation: start 3.'),
    expect.stringContaining('moderation: kill 2.'),
  ]);
});

it('lists nothing while nothing was done', () => {
  show([fault(1, 'kill', SPAN_MS + 1)]);
  expect(screen.queryByText(/mark/)).toBeNull();
});
