'use strict';

const { dataFolder } = require('./part-environment');

/** Reports that a process of `spawnPart` has ended by itself, how, and how to restart it. */
function diedReport({ part, lastLines }, { code, signal }, command) {
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  const lines = lastLines.length > 0 ? ['Its last lines were:', ...lastLines] : ['It had printed nothing.'];
  return [`${part.name} has ended unexpectedly (${how}). ${lines[0]}`, ...lines.slice(1)]
    .concat(`Start it again with: ${restartCommand(part, command)}`)
    .join('\n');
}

/** Includes the settings that move the parts: the command is run in another terminal. */
function restartCommand(part, command) {
  const { HOST, PORT_OFFSET } = process.env;
  const moving = Object.entries({ HOST, PORT_OFFSET, DATA_DIR: dataFolder(part, process.env) });
  const settings = moving.filter(([, value]) => value).map(([name, value]) => `${name}=${inShell(value)}`);
  // npm's own -w starts a part alone, without the arguments of this command.
  const one = command.includes(' -- ') ? ['--only', part.name] : ['-w', part.name];
  return [...settings, command, ...one].join(' ');
}

const inShell = (text) => (/^[\w./:-]+$/.test(text) ? text : `'${text}'`);

/** Reports a part that `waitUntilReady` did not find ready. */
function notReadySentence({ part, said }, msMax) {
  const answer = said ? `its /readyz says ${said}` : 'its /readyz does not answer';
  return `${part.name} is not ready after ${msMax / 1000} s: ${answer}`;
}

module.exports = { diedReport, notReadySentence };
