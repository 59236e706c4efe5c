import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { missingTools } from '../../e2e/harness/missing-tools';
import type { ContestantName } from '../contestants';
import { ALL_PEERS } from '../peers/all-peers';
import { measureReplicaScale, measureScale, type ScalePoint } from './measure-scale';

const LENGTH = 40;
const JETSTREAM = 'jetstream-always-s2';
const names: ContestantName[] =
  ALL_PEERS['jetstream-always'].missing === undefined ? ['bus', JETSTREAM] : ['bus'];

(missingTools.has('linux') ? it.skip : it).each(names)(
  'measures a log at a length, and leaves nothing behind: %s',
  async (name) => {
    const curve: ScalePoint[] = [];

    await measureScale({
      names: [name],
      points: [LENGTH],
      subscribers: 3,
      // The others differ only in what `smoke.long.test.ts` also runs; each would start two load processes.
      publishing: { batches: { kind: 'publish-batches', batch: 10 } },
      seed: 'smoke',
      rounds: 1,
      roundMs: 30,
      signal: new AbortController().signal,
      onStep: () => {},
      onPoint: (point) => curve.push(point),
    });

    const [{ events, figures } = { events: 0, figures: {} }] = curve;
    expect(events).toBe(LENGTH);
    for (const value of Object.values(figures[name] ?? { none: 0 })) expect(value).toBeGreaterThan(0);
    expect(readdirSync(tmpdir()).filter((folder) => folder.includes(`-${process.pid}-`))).toEqual([]);
  },
);

(ALL_PEERS['bus-r1'].missing === undefined && missingTools.has('linux') === false ? it : it.skip)(
  'measures a bus whose log is elsewhere, with its folder and without, and leaves nothing behind',
  async () => {
    const curve: ScalePoint[] = [];

    await measureReplicaScale({
      names: ['bus-r1'],
      points: [1, LENGTH],
      seed: 'smoke',
      signal: new AbortController().signal,
      onStep: () => {},
      onPoint: (point) => curve.push(point),
    });

    expect(curve.map(({ events }) => events)).toEqual([1, LENGTH]);
    for (const { figures } of curve) {
      for (const value of Object.values(figures['bus-r1'] ?? { none: 0 })) expect(value).toBeGreaterThan(0);
    }
    expect(readdirSync(tmpdir()).filter((folder) => folder.includes(`-${process.pid}-`))).toEqual([]);
  },
);
