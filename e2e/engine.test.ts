import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const NATS_MODULE = /node_modules\/@nats-io\//;
const MAIN = join(__dirname, '../event-bus/dist/main.js');

/** Starts a bus, stops it once it has logged `until`; resolves with whether it has loaded any NATS module. */
async function loadsNats(environment: NodeJS.ProcessEnv, until: RegExp): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, ...environment };
  const bus = spawn(process.execPath, [MAIN], { env: { ...env, NODE_DEBUG: 'module' } });
  let hasCome = false;
  let hasNats = false;
  const read = (line: string) => {
    hasNats ||= NATS_MODULE.test(line);
    hasCome ||= until.test(line);
    if (hasCome) bus.kill('SIGKILL');
  };
  for (const input of [bus.stdout, bus.stderr]) createInterface({ input }).on('line', read);
  // After the last output of both streams.
  await once(bus, 'close');
  rmSync(folder, { recursive: true, force: true });
  if (!hasCome) throw new Error('The bus has ended.');
  return hasNats;
}

describe('the engine of the log', () => {
  it('is the folder by default, and nothing of NATS is loaded', async () => {
    expect(await loadsNats({}, /"msg":"listening on/)).toBe(false);
  });

  it('is JetStream with LOG_URL', async () => {
    expect(await loadsNats({ LOG_URL: 'nats://127.0.0.1:1' }, NATS_MODULE)).toBe(true);
  });
});
