'use strict';

/*
 * Runs the five parts, each in its own process, and kills them when it ends, for whatever reason. With a channel to its parent
 * (`fork`) it obeys `{ start: name }` and `{ signal, name }`, and reports `{ listening: name }` and `{ ended: name }`; without
 * one it starts all parts. It exists because a frozen part cannot notice that its parent is gone; nobody freezes this process.
 */
const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');

const PORTS_DEFAULT = {
  'event-bus': 14_805,
  posts: 14_800,
  comments: 14_801,
  query: 14_802,
  moderation: 14_803,
};
const NODE_ARGUMENTS = [
  '--require',
  path.join(__dirname, 'end-with-parent.js'),
  // Each part does little, but what it keeps in memory grows until this limit ends it.
  '--max-semi-space-size=1',
  '--max-old-space-size=256',
];
const urlOf = (port) => `http://127.0.0.1:${port}`;
const hasParent = process.channel !== undefined;
const ports = process.env.PORTS ? JSON.parse(process.env.PORTS) : PORTS_DEFAULT;
const urls = Object.fromEntries(
  Object.entries(ports).map(([name, port]) => [`${name.toUpperCase().replace('-', '_')}_URL`, urlOf(port)]),
);
/** The latest process of each part, by name. */
const running = new Map();

const tell = (message) => {
  if (process.connected) {
    process.send(message);
  }
};

function start(name) {
  const child = fork(path.join(__dirname, `${name}.js`), {
    execArgv: NODE_ARGUMENTS,
    env: { ...process.env, ...urls, PORT: String(ports[name]) },
    stdio: ['ignore', 'pipe', hasParent ? 'ignore' : 'inherit', 'ipc'],
  });
  running.set(name, child);
  child.stdout.once('data', () => tell({ listening: name }));
  child.stdout.resume();
  child.once('error', () => {});
  child.once('exit', () => tell({ ended: name }));
}

/** Kills all parts; resolves once their ports are free. */
async function end() {
  const alive = [...running.values()].filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  );
  const exits = alive.map((child) => once(child, 'exit'));
  for (const child of alive) {
    child.kill('SIGKILL');
  }
  await Promise.all(exits);
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, end);
}

if (hasParent) {
  process.once('disconnect', end);
  process.on('message', (message) => {
    if (message.start) {
      start(message.start);
    } else {
      running.get(message.name)?.kill(message.signal);
    }
  });
} else {
  for (const [name, port] of Object.entries(ports)) {
    start(name);
    console.log(`${name.padEnd(10)}  ${urlOf(port)}`);
  }
}
