import type { PartAction, PartState } from './lab-state';

/** The constant traits of a part. */
export interface PartTraits {
  readonly name: string;
  /** False for the page's own server: without it, the page could not undo anything. */
  readonly isControllable: boolean;
  /** True if its data folder holds only what the log can restore. */
  readonly isRebuildable: boolean;
  /** False on Windows, which has neither SIGTERM nor SIGSTOP. */
  readonly hasSignals: boolean;
}

const NEEDS_SIGNALS: readonly PartAction[] = ['stop', 'freeze', 'thaw'];

const BY_STATE: Readonly<Record<PartState, readonly PartAction[]>> = {
  running: ['kill', 'stop', 'freeze'],
  starting: ['kill', 'stop'],
  stopping: ['kill'],
  // A frozen process would only handle SIGTERM after SIGCONT.
  frozen: ['thaw', 'kill'],
  stopped: ['start', 'delete-data'],
  killed: ['start', 'delete-data'],
  ended: ['start', 'delete-data'],
};

/** Why an action is never possible on a part, whatever its state; undefined if it is. */
export function refusalOf(action: PartAction, part: PartTraits): string | undefined {
  if (!part.isControllable) {
    return `${part.name} serves this page, and is not controlled from it: stop it where the system was started.`;
  }
  if (!part.hasSignals && NEEDS_SIGNALS.includes(action)) {
    return `Windows cannot ${action} a process: kill and start ${part.name} instead.`;
  }
  if (action === 'delete-data' && !part.isRebuildable) {
    return `The data of ${part.name} is the only copy of what was accepted, and is not deleted from here.`;
  }
  return undefined;
}

/** The actions possible on a part in this state. */
export function possibleActions(part: PartTraits, state: PartState): PartAction[] {
  return BY_STATE[state].filter((action) => refusalOf(action, part) === undefined);
}
