import { ApiProblem } from '../api/api-problem';

/** The change was made to an older version: somebody else was faster. `current` is the present state. */
// biome-ignore lint/suspicious/noExplicitAny: what it is depends on what was changed; instanceof cannot tell
export class ChangedMeanwhile<Current = any> extends Error {
  override readonly name = 'ChangedMeanwhile';
  readonly current: Current;

  constructor(current: Current) {
    super('Somebody else has changed it in the meantime.');
    this.current = current;
  }
}

/**
 * Calls `change`, and if that is refused because of a newer version, `read`.
 * @throws ChangedMeanwhile  refused because of a newer version, which has been read
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

/** The same error, with the text that saving again would replace. */
export function explained<Current>(error: Error, textOf: (current: Current) => string): Error {
  if (!(error instanceof ChangedMeanwhile)) return error;
  return new Error(`${error.message} It is “${textOf(error.current)}” now; saving again replaces that.`);
}
