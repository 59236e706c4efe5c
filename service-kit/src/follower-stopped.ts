import type { CannotGoOn } from './event-applier';

/** Stops a follower; the message says at which position, and what to do. */
export class FollowerStopped extends Error {
  override readonly name = 'FollowerStopped';
  /** Whether it continues once fewer events are set aside. */
  readonly isFull: boolean;

  constructor(message: string, options: ErrorOptions & { isFull?: boolean } = {}) {
    super(message, options);
    this.isFull = options.isFull ?? false;
  }
}

export function stoppedAt({ event, why, message, cause }: CannotGoOn, setAsideMax: number): FollowerStopped {
  const what = `Cannot apply event ${event.position} (${event.type}): ${message.replace(/\.$/, '')}.`;
  const advice = {
    damaged: 'Delete this data folder to rebuild it from the log.',
    full: `${setAsideMax} events are set aside, as many as may be (SET_ASIDE_MAX): retry or discard some.`,
  }[why];
  return new FollowerStopped(`${what} ${advice}`, { cause, isFull: why === 'full' });
}

export function missesTypes(missed: string, checkpoint: number): FollowerStopped {
  return new FollowerStopped(
    `Events of types that this build follows were not applied up to the checkpoint ${checkpoint}: ${missed}. ` +
      'Delete this data folder to rebuild it from the log, or start the build before.',
  );
}

export function anotherLog(how: string): FollowerStopped {
  return new FollowerStopped(
    `The bus does not have the log that was followed here: ${how}. Give the bus its own log back, or delete this ` +
      'data folder to rebuild from the log that it has.',
  );
}
