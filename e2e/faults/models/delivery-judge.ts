import assert from 'node:assert/strict';
import { type DeliverySubject, PARKED_MAX, type Snapshot } from './delivery-subject';
import { type Effect, matchTrace } from './match-trace';
import { type Patience, turns } from './patience';
import { Illegal, nextWanted, type ReferenceSettings, SubscriptionReference } from './subscription-reference';

/** The effect of a command on one subscription; `apply` also checks that the command's answer is possible. */
export type Change = Omit<Effect, 'from' | 'through'>;

/** The model: the promised state of every subscription, kept beside the real ones. */
export class DeliveryModel {
  readonly types: string[] = [];
  readonly #patience: Patience;
  /** All references that explain the trace so far; several where the moment of an effect is unknown. */
  readonly #possible = new Map<string, readonly SubscriptionReference[]>();

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  get names(): string[] {
    return [...this.#possible.keys()].sort();
  }

  get head(): number {
    return this.types.length;
  }

  settingsOf(name: string): ReferenceSettings | undefined {
    return this.#possible.get(name)?.[0]?.settings;
  }

  /** Adds a reference for a new subscription, before it can have received anything. */
  add(name: string, settings: ReferenceSettings, after: number): void {
    const { types } = this;
    this.#possible.set(name, [
      new SubscriptionReference({ name, types, parkedMax: PARKED_MAX, settings, after }),
    ]);
  }

  /**
   * Runs a command with these effects on subscriptions, waits until the system is idle, and checks that each subscriber's trace
   * and each subscription's state are allowed by the promises.
   */
  async perform(
    real: DeliverySubject,
    call: () => Promise<unknown>,
    changes: ReadonlyMap<string, Change> = new Map(),
  ): Promise<void> {
    const from = new Map(this.names.map((name) => [name, real.subscribers.seen(name).length]));
    await call();
    const effects = new Map<string, Effect>();
    for (const [name, change] of changes) {
      const through = real.subscribers.seen(name).length;
      effects.set(name, { ...change, from: from.get(name) ?? 0, through });
    }
    const snapshots = await this.#settle(real);
    for (const name of this.names) this.#judge(real, name, snapshots.get(name), effects.get(name));
    assert.deepEqual(real.subscribers.violations, []);
    const views = await real.subscriptions.list();
    assert.deepEqual(
      views.map(({ name }) => name),
      this.names,
      'the names of the subscriptions',
    );
  }

  async #settle(real: DeliverySubject): Promise<Map<string, Snapshot>> {
    let snapshots = new Map<string, Snapshot>();
    await turns(1);
    await this.#patience.until(async () => {
      const existing = this.names.filter((name) => real.has(name));
      const busy = existing.find((name) => real.subscribers.isBusy(name));
      if (busy !== undefined) return `${busy} does not answer`;
      const all = await Promise.all(existing.map((name) => real.snapshot(name)));
      snapshots = new Map(all.map((snapshot) => [snapshot.name, snapshot]));
      const unsettled = all.find((snapshot) => !this.#isSettled(real, snapshot));
      return unsettled === undefined ? null : `${JSON.stringify(unsettled)}, head ${real.head}`;
    });
    return snapshots;
  }

  #isSettled(real: DeliverySubject, snapshot: Snapshot): boolean {
    const { name, types, cursor, state, parked, parkedCount, hanging, isUnderWay } = snapshot;
    // A change can be visible a moment before its caller continues.
    if (parkedCount !== parked.length) return false;
    if (hanging !== undefined) return true;
    const isQueued = parked.some(({ queued }) => queued);
    if (state === 'blocked' && parked.length >= PARKED_MAX && !isQueued) {
      return real.subscribers.isHopeless(name, nextWanted(this.types, types, cursor));
    }
    if (isUnderWay) return false;
    const isIdle = state === 'active' && cursor === real.head && !isQueued;
    return isIdle || state === 'paused' || state === 'ended';
  }

  #judge(
    real: DeliverySubject,
    name: string,
    snapshot: Snapshot | undefined,
    effect: Effect | undefined,
  ): void {
    const all = real.subscribers.seen(name);
    const seen = all.splice(0, snapshot?.seenCount ?? all.length);
    const possible = matchTrace({
      possible: this.#possible.get(name) ?? [],
      seen,
      effect,
      agrees: (reference) => agree(reference, snapshot, this.head),
    });
    if (snapshot === undefined) this.#possible.delete(name);
    else this.#possible.set(name, possible);
  }
}

/** @throws Illegal  the subscription's state differs from the reference's */
function agree(reference: SubscriptionReference, snapshot: Snapshot | undefined, head: number): void {
  const expect = (holds: boolean, what: string) => {
    if (!holds) throw new Illegal(`Expected ${what}: ${JSON.stringify({ reference, snapshot, head })}`);
  };
  expect(reference.removed === (snapshot === undefined), 'the reference to be there, or not');
  if (snapshot === undefined) return;
  const { cursor, state, hanging } = snapshot;
  expect(
    cursor >= reference.low && cursor < reference.nextAfter(reference.low),
    'the cursor within what was acknowledged, parked or not asked for',
  );
  const parked = snapshot.parked.map(({ position, attempts, reason, queued }) => ({
    position,
    attempts,
    reason,
    queued,
  }));
  expect(JSON.stringify(parked) === JSON.stringify(reference.parked), 'the same parked events');
  if (reference.ended || reference.paused) {
    expect(state === (reference.ended ? 'ended' : 'paused'), 'another state');
    expect(reference.sent === undefined, 'nothing under way');
  } else if (hanging !== undefined) {
    expect(String(hanging) === String(reference.sent), 'the same delivery to hang');
  } else if (reference.blocked) {
    expect(state === 'blocked', 'blocked');
  } else {
    expect(cursor === head && state === 'active', 'an active one at the head');
  }
}
