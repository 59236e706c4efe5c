import type { Seen } from './scripted-subscriber';
import { Illegal, type SubscriptionReference } from './subscription-reference';

/** A command on a subscription; it may take effect at any moment between its call and its answer. */
export interface Effect {
  /** Length of the subscriber's trace at the call, and at the answer. */
  readonly from: number;
  readonly through: number;
  /** It aborts the current delivery: an answer of that moment may stay unread. */
  readonly breaksOff: boolean;
  /** It changes the filter: the number of unwanted events passed by then matters. */
  readonly asksOtherwise: boolean;
  /** @throws Illegal  the real command's answer is impossible */
  apply(reference: SubscriptionReference): void;
}

/**
 * Computes the references that explain a subscriber's trace, from each that was possible before, with the command taking effect
 * at each possible moment; keeps those that `agrees` accepts.
 * @throws Illegal  there is none
 */
export function matchTrace(options: {
  possible: readonly SubscriptionReference[];
  seen: readonly Seen[];
  effect: Effect | undefined;
  agrees(reference: SubscriptionReference): void;
}): SubscriptionReference[] {
  const { possible, seen, effect, agrees } = options;
  const matches = new Map<string, SubscriptionReference>();
  let reason: Error | undefined;
  for (const before of possible) {
    for (const explanation of explanations(before, seen, effect)) {
      try {
        const reference = explanation();
        agrees(reference);
        matches.set(reference.key, reference);
      } catch (error) {
        reason ??= error as Error;
      }
    }
  }
  if (matches.size > 0) return [...matches.values()];
  const name = possible[0]?.name;
  const trace = seen.map((one) => describe(one)).join(', ');
  throw new Illegal(`${name} saw: ${trace || 'nothing'}; for instance: ${reason?.message}`, {
    cause: reason,
  });
}

type Explanation = () => SubscriptionReference;

function* explanations(
  before: SubscriptionReference,
  seen: readonly Seen[],
  effect: Effect | undefined,
): Generator<Explanation> {
  const replay = (reference: SubscriptionReference, some: readonly Seen[]) => {
    for (const one of some) reference.see(one);
    return reference;
  };
  if (effect === undefined) {
    yield () => replay(before.clone(), seen);
    return;
  }
  for (let at = effect.from; at <= effect.through; at += 1) {
    const unread = effect.breaksOff && seen[at - 1]?.kind === 'answered';
    for (const isUnread of unread ? [false, true] : [false]) {
      const upTo = (): SubscriptionReference => {
        const reference = replay(before.clone(), seen.slice(0, isUnread ? at - 1 : at));
        if (isUnread) reference.see({ kind: 'broken-off' });
        return reference;
      };
      const passed = effect.asksOtherwise ? passable(upTo) : [0];
      for (const more of passed) {
        yield () => {
          const reference = upTo();
          reference.low += more;
          effect.apply(reference);
          return replay(reference, seen.slice(at));
        };
      }
    }
  }
}

/** How many unwanted events may have been passed by then: none to all. */
function passable(upTo: Explanation): number[] {
  try {
    const reference = upTo();
    const { low } = reference;
    return Array.from({ length: reference.nextAfter(low) - low }, (_, more) => more);
  } catch {
    return [0];
  }
}

function describe(seen: Seen): string {
  if (seen.kind === 'sent') return `sent ${seen.positions.join('+')}`;
  return seen.kind === 'answered' ? seen.outcome.kind : seen.kind;
}
