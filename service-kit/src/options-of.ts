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

/** What a process reads of the settings that every service has. */
export type ServiceSettings = Pick<CommonSettings, 'HOST' | 'LOG_LEVEL' | 'PORT' | 'SHUTDOWN_MS'>;
/** The settings that every service with a follower has. */
export type FollowingSettings = CommonSettings & Read<typeof followerSettings>;

/** The names that a server answers as, beside this machine's and addresses: those listed, and where it listens. */
export function allowedHosts({ HOST, ALLOWED_HOSTS }: HostSettings): string[] {
  return isIP(HOST) ? ALLOWED_HOSTS : [HOST, ...ALLOWED_HOSTS];
}

/** What `createApp` takes from the settings that every service has. */
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

/** What `Follower` and `Outbox` take from the settings that every follower has; `build` is that of this process. */
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
