import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';
import type { SeededRandom } from '../faults/seeded-random';

const { makeCredentials } = require('../../infra/scale/make-credentials') as {
  makeCredentials(hosts: readonly string[]): { passwordsConf: string; logUrl: string };
};
const CONFIG = resolve(__dirname, '../../infra/scale/nats.conf');
/** Set by `scripts/left-out.js`; otherwise the one in PATH. */
const PROGRAM = process.env.NATS_SERVER ?? 'nats-server';

/** The three nats-servers of infra/scale with its configuration, each on its own loopback address. */
export class ScaleServers {
  /** The bus's log URL in that deployment. */
  readonly logUrl: string;
  readonly #folder: string;
  readonly #children: readonly ChildProcess[];

  private constructor(logUrl: string, folder: string, children: readonly ChildProcess[]) {
    this.logUrl = logUrl;
    this.#folder = folder;
    this.#children = children;
  }

  /** Resolves once all are healthy; `random` chooses the addresses. Only Linux has all of 127.0.0.0/8. */
  static async start(random: SeededRandom): Promise<ScaleServers> {
    const folder = await mkdtemp(join(tmpdir(), 'scale-servers-'));
    const net = `127.${random.integer(1, 250)}.${random.integer(1, 250)}`;
    const hosts = [1, 2, 3].map((last) => `${net}.${last}`);
    const { passwordsConf, logUrl } = makeCredentials(hosts);
    const config = await readFile(CONFIG, 'utf8');
    const starting = hosts.map(async (host, index) => {
      const own = join(folder, `nats-${index}`);
      await mkdir(join(own, 'credentials'), { recursive: true });
      await writeFile(join(own, 'credentials/passwords.conf'), passwordsConf);
      // The volume's path.
      await writeFile(join(own, 'nats.conf'), config.replace('store_dir: /data', `store_dir: ${own}/data`));
      const addresses = ['--addr', host, '--cluster_listen', `nats://${host}:6222`];
      return spawn(PROGRAM, ['--config', join(own, 'nats.conf'), '--name', `nats-${index}`, ...addresses], {
        stdio: 'ignore',
      });
    });
    const servers = new ScaleServers(logUrl, folder, await Promise.all(starting));
    try {
      await Promise.all(hosts.map(healthy));
      return servers;
    } catch (error) {
      await servers.remove();
      throw error;
    }
  }

  /** Kills them and deletes their data. */
  async remove(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
      }),
    );
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function healthy(host: string): Promise<void> {
  await eventually(
    async () => {
      const { ok } = await fetch(`http://${host}:8222/healthz`, { signal: AbortSignal.timeout(1_000) });
      if (!ok) throw new Error(`The server at ${host} is not healthy.`);
    },
    { withinMs: 60_000, everyMs: 50 },
  );
}
