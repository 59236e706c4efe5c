import { isIP } from 'node:net';
import type { z } from 'zod';
import { currentBuild } from './current-build';
import type { commonSettings, followerSettings } from './settings';
import { type TransferLimits, transferLimits } from './transfer-limits';

type Read<Shape> = {
  readonly [Name in keyof Shape]: Shape[Name] extends z.ZodType<infer Value> ? Value : never;
};
type CommonSettings = Read<typeof commonSettings>;
type HostSettings = Pick<CommonSettings, 'HOST' | 'ALLOWED_HOSTS'>;

/** The settings that a process itself needs. */
export type ServiceSettings = Pick<CommonSettings, 'HOST' | 'LOG_LEVEL' | 'PORT' | 'SHUTDOWN_MS'>;
/** The settings that every service with a follower has. */
export type FollowingSettings = CommonSettings & Read<typeof followerSettings>;

/** The names that a server answers as, besides localhost and addresses: those listed, and the name that it listens on. */
export function allowedHosts({ HOST, ALLOWED_HOSTS }: HostSettings): string[] {
  return isIP(HOST) ? ALLOWED_HOSTS : [HOST, ...ALLOWED_HOSTS];
}

/** The options of `createApp` that come from the settings of every service. */
export function appOptions(settings: CommonSettings): {
  corsOrigins: string[];
  allowedHosts: string[];
  requestsInFlightMax: number;
  transfer: TransferLimits;
} {
  return {
    corsOrigins: settings.CORS_ORIGINS,
    allowedHosts: allowedHosts(settings),
    requestsInFlightMax: settings.REQUESTS_IN_FLIGHT_MAX,
    transfer: transferLimits(settings),
  };
}

/** The options of `Follower` and `Outbox` that come from the settings of every follower; `build` is that of this process. */
export function followerOptions(settings: FollowingSettings): {
  build: string;
  instance: string;
  setAsideMax: number;
  leaveOnStop: boolean;
} {
  return {
    build: currentBuild(),
    instance: `${settings.INSTANCE}:${settings.PORT}`,
    setAsideMax: settings.SET_ASIDE_MAX,
    leaveOnStop: settings.LEAVE_ON_STOP,
  };
}
