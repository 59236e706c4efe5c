/** A transfer that can be made to give up its bytes: a body being received, or an answer being sent. */
export interface ByteHolder {
  /** Bytes transferred since it began. */
  movedBytes(): number;
  /** Ends the transfer immediately. Its bytes are free already. */
  giveWay(): void;
}

/** A part of a budget. `release` gives it back; a second call does nothing. */
export interface ByteLease {
  /** Takes more; returns false, and takes nothing, if there is no room. */
  grow(bytes: number): boolean;
  /** Gives back everything beyond `bytes`. */
  shrink(bytes: number): void;
  /** From now on it cannot be made to give way. */
  keep(): void;
  /** From now on it can be made to give way, and becomes late while the holder transfers nothing. */
  offer(holder: ByteHolder): void;
  release(): void;
}

/** A budget as its leases call it. */
export interface LeaseOwner {
  grow(lease: Lease, bytes: number): boolean;
  shrink(lease: Lease, bytes: number): void;
  keep(lease: Lease): void;
  offer(lease: Lease, holder: ByteHolder): void;
  release(lease: Lease): void;
}

/** A lease, with the state that its budget keeps of it. */
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
