import { writeFileSync } from 'node:fs';
import { CONTESTANTS } from '../contestants';
import { UsageError } from '../options';
import { ALL_PEERS } from '../peers/all-peers';
import { PUBLISHING } from './measure-publishing';
import { measureReplicaScale, measureScale, type ScalePoint } from './measure-scale';
import { readScaleOptions } from './scale-options';
import { scaleTable } from './scale-table';

/** The bus's default limits, FOLLOWERS_MAX and SUBSCRIPTIONS_MAX. */
const SUBSCRIBERS = 1_000;

/** Measures systems with a growing log, prints the curve, and exits with 1 if an event was lost. */
async function main(): Promise<void> {
  const { names: asked, json, log, ...options } = readScaleOptions(process.argv.slice(2));
  const peers = asked.map((name) => ({ name, ...ALL_PEERS[CONTESTANTS[name].peer] }));
  for (const { missing } of peers) if (missing !== undefined) console.log(`Left out: ${missing}`);
  const names = peers.filter(({ missing }) => missing === undefined).map(({ name }) => name);
  const stopping = new AbortController();
  // The servers are then stopped and the folders deleted.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort(signal));
  const curve: ScalePoint[] = [];
  const startMs = Date.now();
  try {
    const settings = {
      ...options,
      names,
      signal: stopping.signal,
      onStep: (step: string) => console.error(step),
      onPoint: (point: ScalePoint) => curve.push(point),
    };
    if (log === 'jetstream') await measureReplicaScale(settings);
    else await measureScale({ ...settings, publishing: PUBLISHING, subscribers: SUBSCRIBERS });
  } finally {
    if (curve.length > 0) console.log(scaleTable(curve));
    console.log(`${Math.round((Date.now() - startMs) / 1000)} s.`);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(curve, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
