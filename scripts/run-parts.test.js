'use strict';

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { startRunParts } = require('./test/start-run-parts');

// A minimal part: /exit makes it die; with a file `broken` in its folder it never gets ready.
const PART = `
  const http = require('node:http');
  console.log(JSON.stringify({ level: 'info', msg: 'the last words of ' + process.env.PORT }));
  const broken = require('node:fs').existsSync('broken');
  http.createServer((request, response) => {
    if (request.url === '/exit') process.exit(3);
    response.statusCode = broken ? 503 : 200;
    response.end('{"status":"' + (broken ? 'catching up' : 'ready') + '"}');
  }).listen(process.env.PORT, '127.0.0.1');
  process.on('SIGTERM', () => {
    console.log('stopped gracefully');
    process.exit(0);
  });
`;

let folder;
let started;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'run-parts-'));
  fs.writeFileSync(path.join(folder, 'main.js'), PART);
  started = undefined;
});

afterEach(async () => {
  started?.child.kill('SIGTERM');
  await started?.exited;
  fs.rmSync(folder, { recursive: true });
});

async function listen() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function freePort() {
  const server = await listen();
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function twoParts() {
  return [
    { name: 'posts', port: await freePort(), folder },
    { name: 'query', port: await freePort(), folder },
  ];
}

function start(parts, options = {}) {
  started = startRunParts({ parts, ...options });
  return started;
}

describe('running the parts', () => {
  test('prints the URLs once all are ready, and stops all gracefully on a signal', async () => {
    const parts = await twoParts();
    const { child, exited, heard, lines } = start(parts);
    await heard('Ctrl-C stops everything');
    expect(lines).toContain(`  posts       http://localhost:${parts[0].port}`);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await exited).toBe(0);
    expect(lines.filter((line) => line.endsWith('| stopped gracefully')).sort()).toEqual([
      'posts      | stopped gracefully',
      'query      | stopped gracefully',
    ]);
  });

  test('starts the others once the first is ready', async () => {
    const [first, second] = await twoParts();
    const needing = path.join(folder, 'needing');
    fs.mkdirSync(needing);
    const look = `fetch('http://127.0.0.1:${first.port}/readyz').then(({ status }) => console.log('found ' + status));`;
    fs.writeFileSync(path.join(needing, 'main.js'), `${look}${PART}`);
    const { heard } = start([
      { ...second, folder: needing },
      { ...first, isFirst: true },
    ]);
    await heard('found 200');
    await heard('Ctrl-C stops everything');
  });

  test('says which part still runs at the end, because it was started elsewhere', async () => {
    const parts = await twoParts();
    const { child, exited, heard, lines } = start(parts);
    await heard('Ctrl-C stops everything');
    await fetch(`http://127.0.0.1:${parts[1].port}/exit`).catch(() => {});
    await heard('Start it again with');
    const elsewhere = net.createServer();
    await new Promise((resolve) => elsewhere.listen(parts[1].port, '127.0.0.1', resolve));
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    elsewhere.close();
    expect(lines).toContain(
      `query on port ${parts[1].port} still runs: it was started elsewhere, stop it there.`,
    );
  });

  test('names a taken port, its part and what to do, and starts nothing', async () => {
    const parts = await twoParts();
    const server = await listen();
    parts[1].port = server.address().port;
    const { exited, lines } = start(parts);
    expect(await exited).toBe(1);
    server.close();
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^Port ${parts[1].port}, which query needs, is taken: stop .* run "npm start" again\\.$`),
      ),
    ]);
  });

  test('reports a part that dies later, with its last lines, and keeps the others', async () => {
    const parts = await twoParts();
    const { child, exited, heard, lines } = start(parts);
    await heard('Ctrl-C stops everything');
    await fetch(`http://127.0.0.1:${parts[1].port}/exit`).catch(() => {});
    await heard('Start it again with: npm start -w query');
    const report = lines.indexOf('query has ended unexpectedly (exit code 3). Its last lines were:');
    expect(lines[report + 1]).toBe(`query      | the last words of ${parts[1].port}`);
    expect((await fetch(`http://127.0.0.1:${parts[0].port}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  test('stops all when a part dies before they are ready', async () => {
    const parts = await twoParts();
    parts[1].folder = path.join(folder, 'empty');
    fs.mkdirSync(parts[1].folder);
    const { exited, lines } = start(parts);
    expect(await exited).toBe(1);
    expect(lines).toContain('query has ended unexpectedly (exit code 1). Its last lines were:');
    await expect(fetch(`http://127.0.0.1:${parts[0].port}/`)).rejects.toThrow();
  });

  test('names a part that does not get ready, with what its /readyz says, and keeps all running', async () => {
    fs.writeFileSync(path.join(folder, 'broken'), '');
    const parts = await twoParts();
    const { heard } = start(parts, { readyMsMax: 1_000 });
    // Repeated each second: the first report may come before the first answer.
    await heard('posts is not ready after 1 s: its /readyz says {"status":"catching up"}');
    expect((await fetch(`http://127.0.0.1:${parts[1].port}/readyz`)).status).toBe(503);
  });
});
