import { ApiProblem } from '../api/api-problem';

/** A change that was meant for another version: somebody else was faster. `current` is what there is now. */
// biome-ignore lint/suspicious/noExplicitAny: what it is depends on what was changed; instanceof cannot tell
export class ChangedMeanwhile<Current = any> extends Error {
  override readonly name = 'ChangedMeanwhile';
  readonly current: Current;

  constructor(current: Current) {
    super('Somebody else changed it meanwhile.');
    this.current = current;
  }
}

/**
 * Makes a change that is meant for one version.
 * @throws ChangedMeanwhile  it was refused because there is another version by now, which `read` has read
 * @throws ApiProblem  anything else
 */
export async function unlessChanged<Result, Current>(
  change: () => Promise<Result>,
  read: () => Promise<Current>,
): Promise<Result> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 412) throw error;
    throw new ChangedMeanwhile(await read());
  }
}

/** The same error, which says to whoever was typing what saving again would replace. */
export function explained<Current>(error: Error, textOf: (current: Current) => string): Error {
  if (!(error instanceof ChangedMeanwhile)) return error;
  return new Error(`${error.message} It is “${textOf(error.current)}” now; saving again replaces that.`);
}
