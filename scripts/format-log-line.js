'use strict';

const NAME_WIDTH = 10;
// pino's levels by name, as the services log them, and by number, as pino does by itself.
const WORDS = { warn: 'WARN ', error: 'ERROR ', fatal: 'ERROR ', 40: 'WARN ', 50: 'ERROR ', 60: 'ERROR ' };

// What the line says in other ways: pino's own, and the error whose stack comes below.
const OWN_FIELDS = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err']);
// Somebody else may have written part of a text: it must not clear the screen, or look like another line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
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

/** As logfmt has them: `position=3 reason="Answered 422."`, without what the message says already. */
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
 * Makes a part's line readable: `posts      | message field=value`, with WARN or ERROR before the message and an
 * error's stack below it. A line that is no pino record stays as it is.
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
