import { type ByteHolder, type ByteLease, Lease, type LeaseOwner } from './byte-lease';
import type { DomainError } from './domain-error';
import { problems } from './problems';

/** Holders of up to this size may use the part of the budget that is reserved for small ones. */
const SMALL_BYTES_MAX = 16 * 1024;
/** The part of a budget that is reserved for small bodies and answers. */
const SMALL_SHARE = 1 / 8;
/** The most that patient holders (blocks of streams, deliveries) may have; the rest is for bodies and answers. */
const PATIENT_SHARE = 1 / 2;
/** While room is short, a holder that is slower than this gives way once it is LATE_MS_MAX late. */
const RATE_MIN_BYTES_PER_MS = 256;
const LATE_MS_MAX = 1_000;
/** While somebody waits for room, how often a holder is looked for that must give way. */
const LOOK_INTERVAL_MS = 250;

/** The size of a text or a buffer when it is sent. */
export function bytesOf(chunk: string | Buffer): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
}

/**
 * Bounds the memory that clients can make a process hold: bodies being received, deliveries under way, and answers not sent
 * yet. All share one budget in bytes. An eighth of it is reserved for small ones, and half for those that cannot wait. When
 * there is no room, the latest holder gives way: the one that has been slower than 256 KiB/s for longest.
 */
export class ByteBudget {
  readonly bytesMax: number;
  readonly #nowMs: () => number;
  readonly #owner: LeaseOwner = {
    grow: (lease, bytes) => this.#grow(lease, bytes),
    shrink: (lease, bytes) => this.#shrink(lease, bytes),
    keep: (lease) => void this.#yielding.delete(lease),
    offer: (lease, holder) => this.#offer(lease, holder),
    release: (lease) => this.#release(lease),
  };
  #usedBytes = 0;
  /** Bytes held by patient holders. */
  #patientBytes = 0;
  /** Leases whose holders can be made to give way. */
  readonly #yielding = new Set<Lease>();
  /** Before this time no holder can be late enough. */
  #noneLateBeforeMs = 0;
  /** Callers that wait for room, first come first served. */
  readonly #waiting: Waiter[] = [];
  #looking: NodeJS.Timeout | undefined;

  constructor(bytesMax: number, nowMs: () => number = () => performance.now()) {
    this.bytesMax = bytesMax;
    this.#nowMs = nowMs;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Takes bytes, or returns undefined if there is no room. */
  tryTake(bytes: number, holder?: ByteHolder): ByteLease | undefined {
    const lease = this.#lease(holder);
    if (lease.grow(bytes)) return lease;
    lease.release();
    return undefined;
  }

  /** Takes bytes. @throws DomainError `service.overloaded`  no room; try again */
  take(bytes: number, holder?: ByteHolder): ByteLease {
    const lease = this.tryTake(bytes, holder);
    if (lease === undefined) throw this.overloaded();
    return lease;
  }

  /**
   * Waits for room, in the order of the calls; resolves undefined once `signal` is aborted. Callers that wait share half of the
   * budget; a caller that asks for more gets half.
   */
  takeWhenFree(bytes: number, signal: AbortSignal): Promise<ByteLease | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const end = (lease: ByteLease | undefined) => {
        signal.removeEventListener('abort', abort);
        resolve(lease);
      };
      const waiter: Waiter = {
        bytes: Math.min(bytes, this.#patientMax),
        give: () => end(this.#patientLease(waiter.bytes)),
      };
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        end(undefined);
        this.#serve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
      this.#serve();
    });
  }

  /** As `takeWhenFree`, but returns undefined if it would have to wait. */
  tryTakePatiently(bytes: number): ByteLease | undefined {
    const wanted = Math.min(bytes, this.#patientMax);
    const isFree = this.#waiting.length === 0 && this.#makePatientRoom(wanted);
    return isFree ? this.#patientLease(wanted) : undefined;
  }

  /** The error for a client that finds no room. */
  overloaded(): DomainError {
    const message = `More than ${this.bytesMax} bytes of requests and answers are under way (BUFFER_BYTES_MAX); try again.`;
    return problems.error('service.overloaded', message);
  }

  #patientLease(bytes: number): ByteLease {
    const lease = new Lease(this.#owner);
    lease.isPatient = true;
    this.#move(lease, bytes);
    return lease;
  }

  #lease(holder: ByteHolder | undefined): Lease {
    const lease = new Lease(this.#owner);
    if (holder !== undefined) lease.offer(holder);
    return lease;
  }

  #grow(lease: Lease, bytes: number): boolean {
    if (lease.isReleased) return false;
    const isSmall = lease.bytes + bytes <= SMALL_BYTES_MAX;
    // Callers that wait came first; but they would gain little from small ones.
    const first = isSmall ? undefined : this.#waiting[0]?.bytes;
    const kept = first !== undefined && this.#patientBytes + first <= this.#patientMax ? first : 0;
    if (!this.#makeRoom(bytes, this.#maxFor(lease.bytes + bytes) - kept, lease)) return false;
    this.#move(lease, bytes);
    return true;
  }

  #move(lease: Lease, bytes: number): void {
    lease.bytes += bytes;
    this.#usedBytes += bytes;
    if (lease.isPatient) this.#patientBytes += bytes;
  }

  #shrink(lease: Lease, bytes: number): void {
    if (lease.isReleased || bytes >= lease.bytes) return;
    this.#move(lease, bytes - lease.bytes);
    if (this.#waiting.length > 0) this.#serve();
  }

  #offer(lease: Lease, holder: ByteHolder): void {
    if (lease.isReleased) return;
    lease.holder = holder;
    lease.offeredMs = this.#nowMs();
    this.#yielding.add(lease);
  }

  #release(lease: Lease): void {
    if (this.#free(lease) && this.#waiting.length > 0) this.#serve();
  }

  /** Takes a lease's bytes back; false if that was done before. */
  #free(lease: Lease): boolean {
    this.#yielding.delete(lease);
    if (lease.isReleased) return false;
    lease.isReleased = true;
    this.#usedBytes -= lease.bytes;
    if (lease.isPatient) this.#patientBytes -= lease.bytes;
    return true;
  }

  get #patientMax(): number {
    return Math.ceil(this.bytesMax * PATIENT_SHARE);
  }

  #maxFor(bytes: number): number {
    return bytes <= SMALL_BYTES_MAX ? this.bytesMax : Math.ceil(this.bytesMax * (1 - SMALL_SHARE));
  }

  #makeRoom(bytes: number, bytesMax: number, asker?: Lease): boolean {
    while (this.#usedBytes + bytes > bytesMax) {
      if (!this.#makeOneGiveWay(this.#latest(asker))) return false;
    }
    return true;
  }

  #makePatientRoom(bytes: number): boolean {
    while (this.#patientBytes + bytes > this.#patientMax) {
      if (!this.#makeOneGiveWay(this.#latest(undefined, { patient: true }))) return false;
    }
    return this.#makeRoom(bytes, this.#maxFor(bytes));
  }

  #makeOneGiveWay(late: Lease | undefined): boolean {
    if (late === undefined) return false;
    // Not released: its bytes are for the caller that made it give way.
    this.#free(late);
    late.holder?.giveWay();
    return true;
  }

  #latest(asker: Lease | undefined, { patient = false } = {}): Lease | undefined {
    const nowMs = this.#nowMs();
    if (nowMs < this.#noneLateBeforeMs) return undefined;
    let latest: Lease | undefined;
    let lateMs = 0;
    for (const lease of this.#yielding) {
      if (lease === asker || lease.bytes === 0 || (patient && !lease.isPatient)) continue;
      const moved = lease.holder?.movedBytes() ?? 0;
      const late = nowMs - lease.offeredMs - moved / RATE_MIN_BYTES_PER_MS;
      if (late <= lateMs) continue;
      latest = lease;
      lateMs = late;
    }
    if (lateMs > LATE_MS_MAX) return latest;
    if (!patient) this.#noneLateBeforeMs = nowMs + Math.min(LOOK_INTERVAL_MS, LATE_MS_MAX - lateMs);
    return undefined;
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (!this.#makePatientRoom(first.bytes)) {
        this.#looking ??= setInterval(() => this.#serve(), LOOK_INTERVAL_MS).unref();
        return;
      }
      // A holder that gave way may have released more, and that may have served it already.
      if (this.#waiting[0] !== first) continue;
      this.#waiting.shift();
      first.give();
    }
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}

interface Waiter {
  readonly bytes: number;
  give(): void;
}
