import type { PartAction, PartState } from './lab-state';

/** What never changes of a part. */
export interface PartTraits {
  readonly name: string;
  /** False for the page's own server: without it the page could undo nothing. */
  readonly isControllable: boolean;
  /** Whether its data folder holds only what the log can give again. */
  readonly isRebuildable: boolean;
  /** False on Windows, which knows neither SIGTERM nor SIGSTOP. */
  readonly hasSignals: boolean;
}

const NEEDS_SIGNALS: readonly PartAction[] = ['stop', 'freeze', 'thaw'];

const BY_STATE: Readonly<Record<PartState, readonly PartAction[]>> = {
  running: ['kill', 'stop', 'freeze'],
  starting: ['kill', 'stop'],
  stopping: ['kill'],
  // A SIGTERM would wait for the SIGCONT.
  frozen: ['thaw', 'kill'],
  stopped: ['start', 'delete-data'],
  killed: ['start', 'delete-data'],
  ended: ['start', 'delete-data'],
};

/** Why an action can never be done to a part, whatever its state; undefined if it can. */
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

/** What can be done to a part in this state. */
export function possibleActions(part: PartTraits, state: PartState): PartAction[] {
  return BY_STATE[state].filter((action) => refusalOf(action, part) === undefined);
}
