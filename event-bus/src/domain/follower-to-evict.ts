import { lastOfLargestShare } from '@blog/service-kit';
import { problems } from '../problems';
import type { FollowerEntry } from './follower-entry';

/** A share of at most this part of the places is left alone, however many addresses the newcomers have. */
const SMALL_SHARE = 1 / 50;

/** A follower that asks for a place on the list, and where it comes from (`clientAddress`). */
export interface Newcomer {
  readonly name: string;
  readonly instance: string;
  readonly address: string;
}

/**
 * Which of the listed followers is evicted for a newcomer; undefined if there is room.
 *
 * Of those that have no place of their own (`FollowerEntry.isKnown`) and are not connected, the one that has been down longest.
 * If there is none, and another address or name has more places than the newcomer's would, that share's follower that was
 * connected for the shortest time. Never one that keeps its place and was connected for a day in total (`isLongKnown`).
 * @throws DomainError `follower.too_many`
 */
export function followerToEvict(
  listed: readonly FollowerEntry[],
  newcomer: Newcomer,
  limits: { followersMax: number; instancesMax: number; nowMs: number },
): FollowerEntry | undefined {
  const { followersMax, instancesMax, nowMs } = limits;
  const namesakes = listed.filter(({ record }) => record.name === newcomer.name);
  const isTooMany = namesakes.length >= instancesMax;
  if (!isTooMany && listed.length < followersMax) return undefined;
  const candidates = isTooMany ? namesakes : listed;
  const victim = longestDown(candidates, nowMs) ?? ofLargestShare(candidates, newcomer, nowMs);
  if (victim !== undefined) return victim;
  const limit = isTooMany
    ? `${instancesMax} instances of one follower (FOLLOWER_INSTANCES_MAX)`
    : `${followersMax} followers (FOLLOWERS_MAX)`;
  const message = `Expected at most ${limit}; all are connected or established, and no share is larger than yours. DELETE one that will not come back.`;
  throw problems.error('follower.too_many', message);
}

function longestDown(entries: readonly FollowerEntry[], nowMs: number): FollowerEntry | undefined {
  const idle = entries.filter((entry) => entry.connections === 0 && !entry.isKnown(nowMs));
  return idle.sort((a, b) => a.record.lastSeenMs - b.record.lastSeenMs)[0];
}

function ofLargestShare(
  entries: readonly FollowerEntry[],
  { address, name }: Newcomer,
  nowMs: number,
): FollowerEntry | undefined {
  const sharing = entries.filter((entry) => !entry.isLongKnown(nowMs));
  sharing.sort((a, b) => b.connectedMs(nowMs) - a.connectedMs(nowMs));
  const shareMin = Math.ceil(entries.length * SMALL_SHARE);
  return lastOfLargestShare(sharing, { shares: [address, name] }, { shareMin });
}
