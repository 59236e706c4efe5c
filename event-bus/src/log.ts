import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DomainError } from '@blog/service-kit';
import { backupLog } from './maintenance/backup-log';
import { ProgressBar } from './maintenance/progress-bar';
import { restoreLog } from './maintenance/restore-log';
import {
  listSubscriptions,
  removeSubscription,
  type StoredSubscription,
} from './maintenance/stopped-subscriptions';
import { verifyLog } from './maintenance/verify-log';

const USAGE = `Usage: log verify  [--folder <folder>]              reads every event and checks it; of a bus that is stopped
       log backup  --to <folder> [--folder <folder>]   copies the log, also while the bus runs, and verifies the copy
       log restore --from <folder> [--folder <folder>] puts a backup into a folder that has no log
       log subscriptions [--folder <folder>]           lists the subscriptions of a bus that is stopped
       log subscriptions --remove <name> [--folder <folder>]  removes one, with its parked events
--folder is the bus's data folder: DATA_DIR, or .data, unless it is given.
Status: 0 done, 1 damaged, 2 not possible.`;

/** Carries out one command on a log and resolves with the status to exit with. */
async function main(args: string[]): Promise<number> {
  const { command, folder, to, from, remove } = parse(args);
  const { show } = new ProgressBar(process.stderr);
  if (command === 'verify') {
    const { events, findings } = await verifyLog(folder, show);
    for (const finding of findings) console.log(finding);
    console.log(findings.length === 0 ? `${folder}: ${events} events, all whole` : `${folder} is damaged`);
    return findings.length === 0 ? 0 : 1;
  }
  if (command === 'backup' && to !== undefined) {
    const { events } = await backupLog({ from: folder, to, onProgress: show });
    console.log(`${to}: ${events} events copied, all whole`);
    return 0;
  }
  if (command === 'restore' && from !== undefined) {
    const { events } = await restoreLog({ from, to: folder, onProgress: show });
    console.log(`${folder}: ${events} events restored, all whole`);
    return 0;
  }
  if (command === 'subscriptions' && remove !== undefined) {
    await removeSubscription(folder, remove);
    console.log(`${remove}: removed`);
    return 0;
  }
  if (command === 'subscriptions') {
    for (const subscription of await listSubscriptions(folder)) console.log(describe(subscription));
    return 0;
  }
  throw new DomainError('usage', USAGE);
}

function describe({ name, url, cursor, parked, paused, ended }: StoredSubscription): string {
  const state = ended ? ', ended' : paused ? ', paused' : '';
  return `${name}: ${url}, at ${cursor}, ${parked} parked${state}`;
}

function parse(args: string[]) {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        folder: { type: 'string' },
        to: { type: 'string' },
        from: { type: 'string' },
        remove: { type: 'string' },
      },
    });
    // An empty variable counts as not set, as everywhere.
    const { folder = process.env.DATA_DIR || '.data', to, from, remove } = values;
    return {
      command: positionals.length === 1 ? positionals[0] : undefined,
      folder: resolve(folder),
      to: to && resolve(to),
      from: from && resolve(from),
      remove,
    };
  } catch (error) {
    throw new DomainError('usage', `${(error as Error).message}\n${USAGE}`);
  }
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof DomainError ? error.message : error);
    process.exitCode = (error as DomainError).code === 'backup.damaged' ? 1 : 2;
  },
);
