import { checkModel, type ModelRuns } from './check-model';
import { LogBook } from './log-book';
import { logCommands } from './log-commands';
import { LogSubject } from './log-subject';
import { DiskEngine, type ModelEngine } from './model-engine';

/**
 * Compares an engine's log with a list in memory, whatever is appended, read, awaited and reopened: head, positions, content,
 * order, duplicates, conflicts, the bytes of an event and the id of the log.
 * @throws Error  fast-check's report
 */
export function checkLogModel(
  runs: ModelRuns,
  newEngine: () => ModelEngine = () => new DiskEngine(),
): Promise<void> {
  return checkModel(runs, {
    commands: logCommands,
    failedBefore: [],
    async open() {
      const model = new LogBook();
      const real = await LogSubject.open(newEngine());
      return {
        model,
        real,
        finish: () => real.compare(model),
        close: () => real.close(),
      };
    },
  });
}
