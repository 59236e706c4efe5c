'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parts } = require('./parts');

const ROOT = path.join(__dirname, '..');
const IS_SOURCE = /\.(?:[cm]?[jt]sx?|css)$/;
const IS_TEST = /\.test\.[jt]sx?$|(?:^|\/)test\/|^(?:bench|e2e)\//;
const FILE_LINES_MAX = 250;
const WHAT_WIDTH = 42;

const SERVICES = parts.filter(({ name }) => !['event-bus', 'client'].includes(name));
/** The most lines that each should have; `folder` holds its sources. */
const GOALS = [
  { what: 'event-bus', folder: 'event-bus/src', linesMax: 2_200 },
  { what: 'service-kit', folder: 'service-kit/src', linesMax: 3_000 },
  ...SERVICES.map(({ name }) => ({ what: name, folder: `${name}/src`, linesMax: 450 })),
];

/** Total lines, and those that are neither blank nor a comment on lines of its own. */
function countLines(text) {
  const lines = text.replace(/\n$/, '').split('\n');
  let isInComment = false;
  const code = lines.filter((line) => {
    const trimmed = line.trim();
    if (isInComment || trimmed.startsWith('/*') || trimmed.startsWith('{/*')) {
      isInComment = !trimmed.includes('*/');
      return false;
    }
    return trimmed !== '' && !trimmed.startsWith('//');
  });
  return { lines: lines.length, code: code.length };
}

/** Every source file of git's, also a new one, without tests: `{ file, lines, code }`. */
function readSources() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z'];
  const files = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return files
    .filter((file) => IS_SOURCE.test(file) && !IS_TEST.test(file))
    .flatMap((file) => {
      try {
        return [{ file, ...countLines(readFileSync(path.join(ROOT, file), 'utf8')) }];
      } catch {
        // Deleted, and not yet in the index.
        return [];
      }
    });
}

const sum = (sources, key) => sources.reduce((total, source) => total + source[key], 0);
const toRow = ([what, ...counts]) =>
  [`  ${what.padEnd(WHAT_WIDTH)}`, ...counts.map((count) => String(count).padStart(6))].join('  ').trimEnd();

/** The table: lines without tests beside their goals, then every file that is longer than it should be. */
function describeSizes(sources) {
  const goals = GOALS.map(({ what, folder, linesMax }) => {
    const own = sources.filter(({ file }) => file.startsWith(`${folder}/`));
    return [what, sum(own, 'lines'), sum(own, 'code'), linesMax];
  });
  const long = sources
    .filter(({ lines }) => lines > FILE_LINES_MAX)
    .toSorted((one, other) => other.lines - one.lines)
    .map(({ file, lines, code }) => [file, lines, code]);
  const title = ['sizes, without tests', 'lines', 'code', 'goal'];
  const titleOfLong = [`files over ${FILE_LINES_MAX} lines: ${long.length}`];
  return [title, ...goals, titleOfLong, ...long].map(toRow).join('\n');
}

/** Prints how large everything is. Never fails: sizes are for people to judge. */
function printSizes() {
  try {
    console.log(describeSizes(readSources()));
  } catch (error) {
    console.log(`sizes could not be counted: ${error.message}`);
  }
}

module.exports = { countLines, describeSizes, printSizes };

if (require.main === module) {
  printSizes();
}
