import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DomainError } from '@blog/service-kit';
import { readSettings } from './config';
import { backupLog } from './maintenance/backup-log';
import { backupStream } from './maintenance/backup-stream';
import { copyLog } from './maintenance/copy-log';
import { type Place, placeOf } from './maintenance/places';
import { ProgressBar } from './maintenance/progress-bar';
import { restoreLog } from './maintenance/restore-log';
import {
  listSubscriptions,
  removeSubscription,
  type StoredSubscription,
} from './maintenance/stopped-subscriptions';
import { verifyLog, verifyStream } from './maintenance/verify-log';
import { problems } from './problems';

const USAGE = `Usage: log verify  [--folder <folder>]              reads every event and checks it; of a bus that is stopped
       log backup  --to <folder> [--folder <folder>]   copies the log, also while the bus runs, and verifies the copy
       log restore --from <folder> [--folder <folder>] puts a backup into a folder that has no log
       log copy    --from <place> --to <place>         moves a log to another engine; the bus is stopped at both
       log subscriptions [--folder <folder>]           lists the subscriptions of a bus that is stopped
       log subscriptions --remove <name> [--folder <folder>]  removes one, with its parked events
--folder is the bus's data folder: DATA_DIR, or .data, unless it is given. For verify and backup it may be a place.
A place is a folder, or nats-servers as nats://host:4222, several separated by commas; LOG_STREAM and LOG_REPLICAS are as
for the bus.
Status: 0 done, 1 damaged, 2 not possible.`;

/** Carries out one command on a log and resolves with the status to exit with. */
async function main(args: string[]): Promise<number> {
  const { command, place, from, to, remove } = parse(args);

  const { show } = new ProgressBar(process.stderr);
  if (command === 'verify') {
    const { events, findings } = await verifyPlace(place, show);
    for (const finding of findings) console.log(finding);
    const name = nameOf(place);
    console.log(findings.length === 0 ? `${name}: ${events} events, all whole` : `${name} is damaged`);
    return findings.length === 0 ? 0 : 1;
  }
  if (command === 'copy' && from !== undefined && to !== undefined) {
    const { events } = await copyLog({ from: toPlace(from), to: toPlace(to), onProgress: show });
    console.log(`${nameOf(toPlace(to))}: ${events} events copied, the same in both`);
    return 0;
  }
  if (command === 'backup' && to !== undefined) {
    const { events } = await backup(place, resolve(to), show);
    console.log(`${resolve(to)}: ${events} events copied, all whole`);
    return 0;
  }
  if (place.kind !== 'folder') throw problems.error('usage', `Expected a folder.\n${USAGE}`);
  const { folder } = place;
  if (command === 'restore' && from !== undefined) {
    const { events } = await restoreLog({ from: resolve(from), to: folder, onProgress: show });
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
  throw problems.error('usage', USAGE);
}

type OnProgress = (done: number, events: number) => void;

const verifyPlace = (place: Place, onProgress: OnProgress) =>
  place.kind === 'folder' ? verifyLog(place.folder, onProgress) : verifyStream(place, onProgress);

const backup = (place: Place, to: string, onProgress: OnProgress) =>
  place.kind === 'folder'
    ? backupLog({ from: place.folder, to, onProgress })
    : backupStream({ from: place, to, onProgress });

function nameOf(place: Place): string {
  return place.kind === 'folder' ? place.folder : `The stream ${place.stream}`;
}

/** As the settings of the bus say it. */
function toPlace(text: string): Place {
  const { LOG_STREAM: stream, LOG_REPLICAS: replicas } = readSettings();
  return placeOf(text, { stream, replicas });
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
      place: toPlace(folder),
      to,
      from,
      remove,
    };
  } catch (error) {
    throw problems.error('usage', `${(error as Error).message}\n${USAGE}`);
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
