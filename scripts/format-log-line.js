'use strict';

const NAME_WIDTH = 10;
// pino's levels by name, as the services log them, and by number, as pino does by default.
const WORDS = { warn: 'WARN ', error: 'ERROR ', fatal: 'ERROR ', 40: 'WARN ', 50: 'ERROR ', 60: 'ERROR ' };

// Fields that are not shown: pino's own, and the error, whose stack is printed below the line.
const OWN_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err']);
// A text may come from outside: it must not clear the screen or look like another line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

function parseRecord(line) {
  try {
    const record = JSON.parse(line);
    return record?.level === undefined ? undefined : record;
  } catch {
    return undefined;
  }
}

const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const inOneLine = (text) => text.replace(/\s*\n\s*/g, ' ').replace(CONTROL_CHARACTER, escaped);

/** The fields in logfmt, `position=3 reason="Answered 422."`, without values that the message already contains. */
function fieldsOf(record, message) {
  const said = new Set(message.split(/[^\w.-]+/).map((word) => word.replace(/^[.-]+|[.-]+$/g, '')));
  return Object.entries(record)
    .filter(([name, value]) => !OWN_FIELDS.has(name) && !said.has(String(value)) && value !== message)
    .map(([name, value]) => {
      const isBare = typeof value === 'string' && /^[^\s"=]+$/.test(value);
      return `${name}=${inOneLine(isBare ? value : JSON.stringify(value))}`;
    });
}

/**
 * Formats a part's log line as `posts      | message field=value`, with WARN or ERROR before the message and an error's stack
 * below it. A line that is no pino record is only prefixed.
 */
function formatLogLine(name, line) {
  const prefix = `${name.padEnd(NAME_WIDTH)} | `;
  const record = parseRecord(line);
  if (!record) {
    return prefix + line;
  }
  const message = String(record.msg ?? record.err?.message ?? line);
  const first = [inOneLine(message), ...fieldsOf(record, message)].join(' ');
  const stack = record.err?.stack?.split('\n').map((stackLine) => `  ${inOneLine(stackLine)}`) ?? [];
  const lines = [(WORDS[record.level] ?? '') + first, ...stack];
  return lines.map((text) => prefix + text).join('\n');
}

module.exports = { formatLogLine };
