/** Ids and times as clocks that were corrected, and publishers of other zones, make them: neither says what came first. */
export const ODD_CLOCKS = [
  { id: 'm', time: '2031-01-01T00:00:00Z', utc: '2031-01-01T00:00:00Z' },
  { id: 'z', time: '2025-01-01T00:00:00Z', utc: '2025-01-01T00:00:00Z' },
  { id: 'a', time: '2026-06-01T09:00:00+09:00', utc: '2026-06-01T00:00:00.000Z' },
  { id: 'k', time: '2026-06-01T00:00:00.5Z', utc: '2026-06-01T00:00:00.5Z' },
] as const;
