import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimPort } from './claim-port';
import { findProgram } from './installed-program';
import { accepts } from './node-peer';
import type { Peer } from './peer';
import { ServerProcess } from './server-process';

const [MAJOR_MIN, MINOR_MIN] = [2, 15];
const program = findProgram('nats-server', process.env.NATS_SERVER);
const version = program?.version;

/** JetStream on files; with `always` it is on disk before it is acknowledged. */
export function natsPeer(sync: 'always' | 'default'): Peer {
  return {
    what: `JetStream ${version}, R1, file, ${sync === 'always' ? 'sync_interval: always' : 'its default: synced every 2 min'}`,
    missing: whyMissing(),
    start: async ({ folder }) => {
      const port = await claimPort();
      const config = join(folder, 'nats.conf');
      const interval = sync === 'always' ? 'sync_interval: always' : '';
      const jetStream = `jetstream { store_dir: ${JSON.stringify(join(folder, 'data'))}, ${interval} }`;
      await writeFile(config, `listen: "127.0.0.1:${port}"\n${jetStream}\n`);
      const isReady = () => accepts(port);
      const server = await ServerProcess.start([program?.path ?? '', '-c', config], { isReady });
      const address = { url: `nats://127.0.0.1:${port}`, listenerPorts: [] };
      return { address, pid: server.pid, stop: () => server.stop() };
    },
  };
}

function whyMissing(): string | undefined {
  const wanted = `nats-server ${MAJOR_MIN}.${MINOR_MIN} or newer (NATS_SERVER=path)`;
  if (version === undefined) return `${wanted} is not installed`;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > MAJOR_MIN || (major === MAJOR_MIN && minor >= MINOR_MIN);
  return isNewEnough ? undefined : `${wanted} is needed, ${program?.path} is ${version}`;
}
