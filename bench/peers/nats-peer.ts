import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimPort } from './claim-port';
import { findProgram } from './installed-program';
import { answers, nodePeer } from './node-peer';
import type { Peer, Server } from './peer';
import { ServerProcess } from './server-process';

const [MAJOR_MIN, MINOR_MIN] = [2, 15];
const program = findProgram('nats-server', process.env.NATS_SERVER);
const version = program?.version;

type Sync = 'always' | 'default';

/** File-backed JetStream on one server or three; with `always` it syncs before it acknowledges. */
export function natsPeer(sync: Sync, servers: 1 | 3 = 1): Peer {
  const syncs = sync === 'always' ? 'sync_interval: always' : 'its default: synced every 2 min';
  return {
    what: `JetStream ${version}, R${servers}, file, ${syncs}`,
    missing: whyMissing(),
    start: async ({ folder }) => {
      const { urls, pid, stop } = await startNats({ folder, sync, servers });
      return { address: { url: urls.join(), listenerPorts: [] }, pid, stop };
    },
  };
}

/** One replica of our bus, with its log on such servers. */
export function busOnNatsPeer({ program: busProgram, servers }: { program: string; servers: 1 | 3 }): Peer {
  return {
    what: `our bus on JetStream R${servers}`,
    missing: whyMissing(),
    start: async ({ folder, listeners }) => {
      const nats = await startNats({ folder: join(folder, 'nats'), sync: 'always', servers });
      const env = { LOG_URL: nats.urls.join(), LOG_REPLICAS: String(servers) };
      const peer = nodePeer({ what: 'our bus', program: busProgram, readyPath: '/readyz', env });
      const busFolder = join(folder, 'bus');
      const startBus = async (): Promise<Server> => {
        const bus = await peer.start({ folder: busFolder, listeners });
        return {
          ...bus,
          logPid: nats.pid,
          stop: async () => {
            await bus.stop();
            await nats.stop();
          },
          stopBus: async ({ keepsFolder }) => {
            await bus.stop();
            if (!keepsFolder) await rm(busFolder, { recursive: true, force: true });
            return startBus;
          },
        };
      };
      return startBus();
    },
  };
}

async function startNats(options: { folder: string; sync: Sync; servers: number }) {
  const { folder, sync, servers } = options;
  await mkdir(folder, { recursive: true });
  const portsOf = () => Promise.all(Array.from({ length: servers }, claimPort));
  const [ports, monitorPorts, routePorts] = await Promise.all([portsOf(), portsOf(), portsOf()]);
  const routes = routePorts.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  const started = await Promise.all(
    ports.map(async (port, index) => {
      const config = join(folder, `nats-${index}.conf`);
      const interval = sync === 'always' ? ', sync_interval: always' : '';
      const lines = [
        `server_name: n${index}`,
        `listen: "127.0.0.1:${port}"`,
        `http: "127.0.0.1:${monitorPorts[index]}"`,
        `jetstream { store_dir: ${JSON.stringify(join(folder, `data-${index}`))}${interval} }`,
        ...(servers === 1
          ? []
          : [`cluster { name: bench, listen: "127.0.0.1:${routePorts[index]}", routes: [${routes}] }`]),
      ];
      await writeFile(config, lines.join('\n'));
      // Healthy once the servers have elected a leader.
      const isReady = () => answers(`http://127.0.0.1:${monitorPorts[index]}/healthz`);
      return ServerProcess.start([program?.path ?? '', '-c', config], { isReady });
    }),
  );
  return {
    urls: ports.map((port) => `nats://127.0.0.1:${port}`),
    pid: started[0]?.pid as number,
    stop: async () => void (await Promise.all(started.map((server) => server.stop()))),
  };
}

function whyMissing(): string | undefined {
  const wanted = `nats-server ${MAJOR_MIN}.${MINOR_MIN} or newer (NATS_SERVER=path)`;
  if (version === undefined) return `${wanted} is not installed`;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > MAJOR_MIN || (major === MAJOR_MIN && minor >= MINOR_MIN);
  return isNewEnough ? undefined : `${wanted} is needed, ${program?.path} is ${version}`;
}
