'use strict';

const NAME_WIDTH = 10;
// pino's levels by name, as the services log them, and by number, as pino does by itself.
const WORDS = { warn: 'WARN ', error: 'ERROR ', fatal: 'ERROR ', 40: 'WARN ', 50: 'ERROR ', 60: 'ERROR ' };

function parseRecord(line) {
  try {
    const record = JSON.parse(line);
    return record?.level === undefined ? undefined : record;
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
  const message = record.msg ?? record.err?.message ?? line;
  const lines = [(WORDS[record.level] ?? '') + message];
  if (record.err?.stack) {
    lines.push(...record.err.stack.split('\n').map((stackLine) => `  ${stackLine}`));
  }
  return lines.map((text) => prefix + text).join('\n');
}

module.exports = { formatLogLine };
