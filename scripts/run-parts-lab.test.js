'use strict';

const fs = require('node:fs');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { startRunParts } = require('./test/start-run-parts');

// Every part answers with its process id and what it was told of the bus and of the lab.
const PART = `
  const http = require('node:http');
  const { PORT, BUS_URL, LAB_URL, LAB_SECRET } = process.env;
  http.createServer((request, response) => {
    if (request.url === '/exit') process.exit(3);
    response.end(JSON.stringify({ pid: process.pid, BUS_URL, LAB_URL, LAB_SECRET }));
  }).listen(PORT, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
`;

let folder;
let started;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'run-parts-lab-'));
  fs.writeFileSync(path.join(folder, 'main.js'), PART);
});

afterEach(async () => {
  started.child.kill('SIGTERM');
  await started.exited;
  fs.rmSync(folder, { recursive: true });
});

async function freePort() {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const ask = async (port) => (await fetch(`http://127.0.0.1:${port}/`)).json();
const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Runs a bus, query and client with a lab; resolves once all are ready. */
async function start(options = {}) {
  const names = ['event-bus', 'query', 'client'];
  const parts = await Promise.all(
    names.map(async (name) => ({ name, port: await freePort(), folder, isRebuildable: name === 'query' })),
  );
  const { BUS_URL: _, ...environment } = process.env;
  const running = startRunParts(
    { parts, lab: { startedBy: 'npm start' }, ...options },
    { ...environment, DATA_DIR: path.join(folder, 'data') },
  );
  const [bus, query, client] = parts.map(({ port }) => port);
  started = { ...running, bus, query, client };
  await running.heard(options.only ? 'is ready.' : 'Ctrl-C stops everything');
  return started;
}

/** Calls the lab as the page's server does. */
async function callLab({ client }) {
  const { LAB_URL, LAB_SECRET } = await ask(client);
  return async (method, route = '') => {
    const response = await fetch(`${LAB_URL}/lab${route}`, { method, headers: { 'lab-secret': LAB_SECRET } });
    return response.json();
  };
}

/** Waits until the lab's stream says that a part is in a state. */
async function untilState({ client }, name, state) {
  const { LAB_URL, LAB_SECRET } = await ask(client);
  const headers = { 'lab-secret': LAB_SECRET, accept: 'text/event-stream' };
  const [input] = await once(http.get(`${LAB_URL}/lab`, { headers }), 'response');
  for await (const line of readline.createInterface({ input })) {
    if (line.startsWith('data: {')) {
      const part = JSON.parse(line.slice('data: '.length)).parts.find((one) => one.name === name);
      if (part.state === state) {
        break;
      }
    }
  }
  input.destroy();
}

describe('the lab of the supervisor', () => {
  test('only the client is told of it, and nothing of its secret is printed', async () => {
    const { lines, bus, query, client } = await start();
    const told = await Promise.all([bus, query, client].map(ask));
    expect(told.map(({ LAB_URL }) => LAB_URL)).toEqual([
      undefined,
      undefined,
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    ]);
    expect(told.map(({ LAB_SECRET }) => LAB_SECRET)).toEqual([
      undefined,
      undefined,
      expect.stringMatching(/^[\da-f]{64}$/),
    ]);
    expect(lines.join('\n')).not.toContain(told[2].LAB_SECRET);
    expect(lines.join('\n')).toContain('and the lab, which kills');
  });

  test('kills a part, which is said in one line, and starts it again', async () => {
    const system = await start();
    const call = await callLab(system);
    const before = await ask(system.query);
    await call('POST', '/parts/query/kill');
    await system.heard('query was killed from the page.');
    expect(system.lines.join('\n')).not.toContain('unexpectedly');
    fs.mkdirSync(path.join(folder, 'data/query'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'data/posts'));
    await call('POST', '/parts/query/delete-data');
    expect(fs.readdirSync(path.join(folder, 'data'))).toEqual(['posts']);
    await call('POST', '/parts/query/start');
    await untilState(system, 'query', 'running');
    expect((await ask(system.query)).pid).not.toBe(before.pid);
  });

  test('a part that ends by itself is still reported, and can be started', async () => {
    const system = await start();
    const call = await callLab(system);
    await fetch(`http://127.0.0.1:${system.query}/exit`).catch(() => {});
    await system.heard('query has ended unexpectedly (exit code 3)');
    await untilState(system, 'query', 'ended');
    expect(await call('POST', '/parts/query/start')).toMatchObject({ name: 'query', state: 'starting' });
    await untilState(system, 'query', 'running');
  });

  test('a part calls the bus through its link, and no longer once that is cut', async () => {
    const system = await start();
    const { BUS_URL } = await ask(system.query);
    expect((await (await fetch(BUS_URL)).json()).pid).toBe((await ask(system.bus)).pid);
    const { LAB_URL, LAB_SECRET } = await ask(system.client);
    await fetch(`${LAB_URL}/lab/links/query`, {
      method: 'PUT',
      headers: { 'lab-secret': LAB_SECRET, 'content-type': 'application/json' },
      body: '{"state":"cut"}',
    });
    await expect(fetch(BUS_URL)).rejects.toThrow();
    expect((await ask(system.bus)).pid).toBeDefined();
  });

  test('Ctrl-C stops everything, one that is frozen and one that was stopped too', async () => {
    const system = await start();
    const call = await callLab(system);
    const { pid } = await ask(system.bus);
    expect(await call('POST', '/parts/event-bus/freeze')).toMatchObject({ state: 'frozen' });
    await call('POST', '/parts/query/stop');
    await system.heard('query was stopped from the page.');
    system.child.kill('SIGINT');
    expect(await system.exited).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(system.lines.join('\n')).not.toContain('is killed');
  });

  test('nothing is started while the port of a link is taken, which is said', async () => {
    const taken = net.createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = taken.address().port - 10_700;
    const parts = [{ name: 'moderation', port, folder, isPushed: true }];
    started = startRunParts({ parts, lab: { startedBy: 'npm start' } });
    expect(await started.exited).toBe(1);
    taken.close();
    expect(started.lines.join('\n')).toContain('which the link of moderation needs, is taken');
  });

  test('is not there for one part alone', async () => {
    const { lines, client } = await start({ only: 'client' });
    expect(await ask(client)).not.toHaveProperty('LAB_URL');
    expect(lines.join('\n')).not.toContain('The lab');
  });
});
