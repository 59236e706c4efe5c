'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { labPorts, openLab } = require('./open-lab');
const { hostIgnoredSentence, readHost, systemEnvironment, urlOf } = require('./part-environment');
const { diedReport, notReadySentence } = require('./part-reports');
const { parts: allParts } = require('./parts');
const { spawnPart } = require('./spawn-part');
const { portTakenSentence, takenPorts } = require('./taken-ports');
const { waitUntilReady } = require('./wait-until-ready');
const { welcome } = require('./welcome');

const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const PARENT_LOOK_MS = 1_000;

/** Tells the lab once a process is ready, unless it ends first. */
async function tellWhenReady(one, lab) {
  const waitingFor = await waitUntilReady([one.part], { msMax: Infinity, isOver: () => !one.alive });
  if (waitingFor.length === 0 && one.alive) {
    lab.becameReady(one.part.name);
  }
}

async function stopParts(running) {
  for (const one of running) {
    one.stop();
  }
  const allClosed = Promise.all(running.map(({ closed }) => closed));
  await Promise.race([allClosed, sleep(STOP_MS_MAX, undefined, { ref: false })]);
  for (const one of running.filter(({ alive }) => alive)) {
    console.log(`${one.part.name} has not stopped within ${STOP_MS_MAX / 1000} s and is killed.`);
    one.kill();
  }
  await allClosed;
}

/**
 * Runs every part as its own process until a signal stops them all (exit code 0). The parts with `isFirst` are ready before the
 * others start. Exits with 1 when a port is taken (nothing is started) or a part dies before all are ready. A part that is
 * not ready in time or dies later is reported, and the others keep running, so that the cause can be looked into.
 * @param only           the name of the one part to run; all if undefined
 * @param command        the command that the user ran, for advice in messages
 * @param nodeArguments  what Node runs in each part's folder, unless the part has its own
 * @param lab            `{ startedBy }` if the page is to control the parts; ignored with `only`
 */
async function runParts(options) {
  const { command, nodeArguments, parts: unlocated = allParts, only, readyMsMax = READY_MS_MAX } = options;
  const { host, ignored } = readHost();
  const all = unlocated.map((part) => ({ ...part, url: urlOf(part, host) }));
  const parts = only === undefined ? all : all.filter(({ name }) => name === only);
  if (parts.length === 0) {
    console.error(`--only: expected one of ${all.map(({ name }) => name).join(', ')}, got "${only}"`);
    process.exit(1);
  }
  const hasLab = options.lab !== undefined && only === undefined;
  const taken = await takenPorts(hasLab ? [...parts, ...labPorts(parts)] : parts);
  if (taken.length > 0) {
    console.error(taken.map((part) => portTakenSentence(part, command)).join('\n'));
    process.exit(1);
  }

  // An error on a closed terminal or pipe must not end this process before it has stopped the parts.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const print = (text) => console.log(text);
  if (ignored !== undefined) {
    print(hostIgnoredSentence(ignored));
  }
  /** The latest process of each part, by its name. */
  const running = new Map();
  process.on('exit', () => {
    for (const one of running.values()) {
      one.kill();
    }
  });

  let lab;
  let stopping = false;
  let ready = false;
  const stopAll = async (exitCode) => {
    if (stopping) {
      return;
    }
    stopping = true;
    lab?.close();
    const all = [...running.values()];
    const gone = all.filter(({ alive }) => !alive).map(({ part }) => part);
    await stopParts(all);
    for (const part of await takenPorts(gone)) {
      print(`${part.name} on port ${part.port} still runs: it was started elsewhere, stop it there.`);
    }
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!stopping) {
        print(`\nStopping all parts (${signal}) …`);
      }
      void stopAll(0);
    });
  }
  // Stops the parts when the parent process dies without a signal to this one, as when npm is killed.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      void stopAll(0);
    }
  }, PARENT_LOOK_MS).unref();
  const start = (part) => {
    if (stopping) {
      return;
    }
    const environment = systemEnvironment(part, { parts: all, host, lab });
    const one = spawnPart({ part, environment, nodeArguments, print });
    running.set(part.name, one);
    if (lab !== undefined) {
      void tellWhenReady(one, lab);
    }
    void one.closed.then((outcome) => {
      const asked = lab?.hasEnded(part.name);
      if (stopping) {
        return;
      }
      if (asked !== undefined) {
        print(`${part.name} was ${asked} from the page.`);
        return;
      }
      print(diedReport(one, outcome, command));
      if (!ready || [...running.values()].every(({ alive }) => !alive)) {
        void stopAll(1);
      }
    });
  };
  if (hasLab) {
    const processes = { start, current: (name) => running.get(name) };
    lab = await openLab({ ...options.lab, parts, processes });
  }

  const first = parts.filter(({ isFirst }) => isFirst);
  first.forEach(start);
  // A part that is not ready by then is reported below.
  await waitUntilReady(first, { msMax: readyMsMax, isOver: () => stopping });
  if (stopping) {
    return;
  }
  parts.filter(({ isFirst }) => !isFirst).forEach(start);
  // A part that was stopped from the page is not waited for.
  const isWanted = ({ name }) => running.get(name)?.alive;
  let waitingFor = await waitUntilReady(parts.filter(isWanted), { msMax: readyMsMax, isWanted });
  while (waitingFor.length > 0 && !stopping) {
    for (const one of waitingFor) {
      print(notReadySentence(one, readyMsMax));
    }
    waitingFor = await waitUntilReady(parts.filter(isWanted), { msMax: readyMsMax, isWanted });
  }
  if (!stopping) {
    ready = true;
    // tellWhenReady polls by itself and may be a moment late.
    for (const { name } of parts.filter(isWanted)) {
      lab?.becameReady(name);
    }
    print(only === undefined ? welcome(parts, { hasLab }) : `${only} is ready.`);
  }
}

module.exports = { runParts };
