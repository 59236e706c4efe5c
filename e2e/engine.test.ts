import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(__dirname, '../event-bus/dist/main.js');

/** Starts a bus, and resolves with whether it has loaded something of NATS by the time that it has written `until`. */
async function loadsNats(environment: NodeJS.ProcessEnv, until: RegExp): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, ...environment };
  const bus = spawn(process.execPath, [MAIN], { env: { ...env, NODE_DEBUG: 'module' } });
  try {
    return await new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer) => {
        output += chunk;
        if (until.test(output)) resolve(/node_modules\/@nats-io\//.test(output));
      };
      bus.stdout.on('data', read);
      bus.stderr.on('data', read);
      bus.once('exit', () => reject(new Error(`It ended: ${output.slice(-2_000)}`)));
    });
  } finally {
    bus.removeAllListeners('exit').kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the engine of the log', () => {
  it('is the folder by default, and nothing of NATS is loaded', async () => {
    expect(await loadsNats({}, /"msg":"listening on/)).toBe(false);
  });

  it('is JetStream with LOG_URL', async () => {
    expect(await loadsNats({ LOG_URL: 'nats://127.0.0.1:1' }, /node_modules\/@nats-io\//)).toBe(true);
  });
});
