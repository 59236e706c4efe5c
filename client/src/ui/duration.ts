const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A duration in at most two units: `12 ms`, `4.2 s`, `3 min 20 s`, `2 d 5 h`. Negative ones are `0 ms`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const index = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[index] as (typeof UNITS)[number];
  const rest = UNITS[index + 1];
  const count = Math.floor(ms / size);
  const more = rest === undefined ? 0 : Math.floor((ms % size) / rest[1]);
  return more === 0 || rest === undefined ? `${count} ${unit}` : `${count} ${unit} ${more} ${rest[0]}`;
}

/** A duration in its largest unit: `3 min`, `2 d`. */
export function roughDuration(ms: number): string {
  return duration(ms).split(' ').slice(0, 2).join(' ');
}
