import type { Application, Request } from 'express';
import { ByteBudget } from './byte-budget';

export const BUFFER_BYTES_MAX = 32 * 1024 * 1024;
export const BODY_STALL_MS_MAX = 10_000;
export const WRITE_STALL_MS_MAX = 30_000;

/** Limits of the memory and the waits of an app's requests and answers. */
export interface TransferLimits {
  /** For bodies that are being received, and answers that are not sent yet. */
  readonly budget: ByteBudget;
  /** How long a body may make no progress; then it is answered 408. */
  readonly bodyStallMsMax: number;
  /** How long a client may take nothing of its answer; then its connection is closed. */
  readonly writeStallMsMax: number;
}

/** The limits from the settings of the same names, which every service has. */
export function transferLimits(
  settings: {
    readonly BUFFER_BYTES_MAX?: number;
    readonly BODY_STALL_MS?: number;
    readonly WRITE_STALL_MS?: number;
  } = {},
): TransferLimits {
  return {
    budget: new ByteBudget(settings.BUFFER_BYTES_MAX ?? BUFFER_BYTES_MAX),
    bodyStallMsMax: settings.BODY_STALL_MS ?? BODY_STALL_MS_MAX,
    writeStallMsMax: settings.WRITE_STALL_MS ?? WRITE_STALL_MS_MAX,
  };
}

const limitsOfApps = new WeakMap<object, TransferLimits>();

/** Sets the limits of an app, for everything that reads its requests and writes its answers. */
export function limitTransfers(app: Application, limits: TransferLimits): void {
  limitsOfApps.set(app, limits);
}

/** The limits of the app that a request belongs to. */
export function transferLimitsOf({ app }: Request): TransferLimits {
  let limits = limitsOfApps.get(app);
  if (limits === undefined) {
    limits = transferLimits();
    limitsOfApps.set(app, limits);
  }
  return limits;
}
