/** What can be made to give up its bytes: a body that is being received, or an answer that is being taken. */
export interface ByteHolder {
  /** How many bytes it has moved since it began. */
  movedBytes(): number;
  /** Ends it, now. Its bytes are free already. */
  giveWay(): void;
}

/** A part of a budget that somebody holds. `release` gives it back; a second call does nothing. */
export interface ByteLease {
  /** Takes more; false, and nothing is taken, if there is no room. */
  grow(bytes: number): boolean;
  /** Gives back what it holds beyond `bytes`. */
  shrink(bytes: number): void;
  /** From now on it does not give way. */
  keep(): void;
  /** From now on it can be made to give way, and is late if the holder moves nothing. */
  offer(holder: ByteHolder): void;
  release(): void;
}

/** The budget that leases are of, as they call it. */
export interface LeaseOwner {
  grow(lease: Lease, bytes: number): boolean;
  shrink(lease: Lease, bytes: number): void;
  keep(lease: Lease): void;
  offer(lease: Lease, holder: ByteHolder): void;
  release(lease: Lease): void;
}

/** A lease with what its budget knows of it. */
export class Lease implements ByteLease {
  bytes = 0;
  isReleased = false;
  isPatient = false;
  holder: ByteHolder | undefined;
  offeredMs = 0;
  readonly #owner: LeaseOwner;

  constructor(owner: LeaseOwner) {
    this.#owner = owner;
  }

  grow(bytes: number): boolean {
    return this.#owner.grow(this, bytes);
  }

  shrink(bytes: number): void {
    this.#owner.shrink(this, bytes);
  }

  keep(): void {
    this.#owner.keep(this);
  }

  offer(holder: ByteHolder): void {
    this.#owner.offer(this, holder);
  }

  release(): void {
    this.#owner.release(this);
  }
}
