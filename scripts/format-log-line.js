'use strict';

const NAME_WIDTH = 10;
const WARN = 40;
const ERROR = 50;

function parseRecord(line) {
  try {
    const record = JSON.parse(line);
    return typeof record?.level === 'number' ? record : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a part's line readable: `posts      | message`, with WARN or ERROR before the message and an
 * error's stack below it. A line that is no pino record stays as it is.
 */
function formatLogLine(name, line) {
  const prefix = `${name.padEnd(NAME_WIDTH)} | `;
  const record = parseRecord(line);
  if (!record) {
    return prefix + line;
  }
  const level = record.level >= ERROR ? 'ERROR ' : record.level >= WARN ? 'WARN ' : '';
  const lines = [level + (record.msg ?? record.err?.message ?? line)];
  if (record.err?.stack) {
    lines.push(...record.err.stack.split('\n').map((stackLine) => `  ${stackLine}`));
  }
  return lines.map((text) => prefix + text).join('\n');
}

module.exports = { formatLogLine };
