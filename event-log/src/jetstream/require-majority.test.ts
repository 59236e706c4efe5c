import type { ClusterInfo } from '@nats-io/jetstream';
import { requireMajority } from './require-majority';

const SECOND = 1_000_000_000;
const peer = (name: string, active: number, offline = false) => ({ name, active, offline, current: true });
const cluster = (leader: string | undefined, replicas?: object[]) =>
  ({ name: 'test', leader, replicas }) as unknown as ClusterInfo;

it.each([
  ['a server that is alone', undefined],
  ['a leader without followers', cluster('n1')],
  ['a leader that hears of both', cluster('n1', [peer('n2', SECOND), peer('n3', SECOND)])],
  ['a leader that hears of one of two', cluster('n1', [peer('n2', SECOND), peer('n3', 60 * SECOND)])],
])('believes %s', (_who, info) => {
  expect(() => requireMajority(info)).not.toThrow();
});

it.each([
  [
    'a leader that has not heard of them lately',
    cluster('n1', [peer('n2', 5 * SECOND), peer('n3', 5 * SECOND)]),
  ],
  ['a leader that never heard of them', cluster('n1', [peer('n2', 0), peer('n3', 0)])],
  ['a leader whose others are gone', cluster('n1', [peer('n2', SECOND, true), peer('n3', SECOND, true)])],
  ['a server that names no leader', cluster(undefined, [peer('n1', 0), peer('n2', SECOND), peer('n3', 0)])],
  ['one that names none though it hears of all', cluster('', [peer('n1', SECOND), peer('n2', SECOND)])],
])('does not believe %s', (_who, info) => {
  expect(() => requireMajority(info)).toThrow(expect.objectContaining({ code: 'log.unavailable' }));
});
