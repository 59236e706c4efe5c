import assert from 'node:assert/strict';
import { eventually } from '../../../service-kit/test/eventually';
import type { ReplicatedLoad } from './scale-drill';

const ENOUGH = { withinMs: 30_000 };

/** Resolves once every publisher was answered 503, and every replica says when to try again. */
export async function refuses({ publishers, bus }: ReplicatedLoad): Promise<void> {
  const refused = () => publishers.map(({ refusals }) => refusals.get('503') ?? 0);
  const before = refused();
  await eventually(() => {
    if (refused().some((count, index) => count === before[index]))
      throw new Error(`It does not answer 503: ${bus.log}`);
  }, ENOUGH);
  await Promise.all(
    bus.replicas.map(({ url }) =>
      eventually(async () => {
        const { status, headers } = await fetch(`${url}/events`, {
          method: 'POST',
          body: '[]',
          headers: JSON_BATCH,
        }).catch((cause) => {
          throw new Error(`${url} does not answer: ${bus.log}`, { cause });
        });
        assert.equal(status, 503, `${url} does not answer 503`);
        assert.match(headers.get('Retry-After') ?? '', /^\d+$/, 'it does not say when to try again');
      }, ENOUGH),
    ),
  );
}

const JSON_BATCH = { 'Content-Type': 'application/cloudevents-batch+json' };
