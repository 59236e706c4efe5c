'use strict';

const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');
const { formatLogLine } = require('./format-log-line');

const ROOT = path.join(__dirname, '..');
const LAST_LINES_MAX = 20;
const ON_WINDOWS = process.platform === 'win32';

/**
 * Starts a part as a process in its folder and prints its output line by line. `environment` is its whole environment.
 * `freeze` and `thaw` do not work on Windows. `closed` resolves with `{ code, signal }` once the process has ended and all of its
 * output has been printed.
 */
function spawnPart({ part, environment, nodeArguments, print }) {
  const child = spawn(process.execPath, part.nodeArguments ?? nodeArguments, {
    cwd: part.folder ?? path.join(ROOT, part.name),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C in the terminal then reaches the part only once, through stop(), and kill() also
    // ends what the part has started. (On Windows this would open a window.)
    detached: !ON_WINDOWS,
  });
  const lastLines = [];
  const hear = (line) => {
    const text = formatLogLine(part.name, line);
    lastLines.push(text);
    lastLines.splice(0, lastLines.length - LAST_LINES_MAX);
    print(text);
  };
  readline.createInterface({ input: child.stdout, crlfDelay: Infinity }).on('line', hear);
  readline.createInterface({ input: child.stderr, crlfDelay: Infinity }).on('line', hear);

  const running = { part, lastLines, alive: true, closed: undefined, stop, kill, freeze, thaw };
  running.closed = new Promise((resolve) => {
    child.once('error', (error) => hear(`cannot be started: ${error.message}`));
    child.once('close', (code, signal) => {
      running.alive = false;
      resolve({ code, signal });
    });
  });

  function stop() {
    // Windows has no SIGTERM and would kill the process; its console has already passed Ctrl-C on to the part.
    if (!ON_WINDOWS && running.alive) {
      child.kill('SIGTERM');
      // A frozen process gets the signal only then.
      thaw();
    }
  }

  function freeze() {
    signalGroup('SIGSTOP');
  }

  function thaw() {
    signalGroup('SIGCONT');
  }

  function kill() {
    if (!running.alive || !child.pid) {
      return;
    }
    if (ON_WINDOWS) {
      spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
      return;
    }
    signalGroup('SIGKILL');
  }

  /** Signals the part and what it has started. Not on Windows. */
  function signalGroup(signal) {
    if (!running.alive || !child.pid) {
      return;
    }
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') {
        throw error;
      }
    }
  }

  return running;
}

module.exports = { spawnPart };
