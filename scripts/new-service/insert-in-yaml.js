'use strict';

const { isMap, parseDocument } = require('yaml');
const { Refused } = require('../run-tool');

/*
 * Text is inserted at the position of a node, and the document is not serialized again: comments, order, quotes and layout
 * stay. JSON is YAML, so these functions work on it too.
 */

/** The range of the entry at a path of keys and indexes: in a map its key and value, in a list its item. */
function rangeOf(text, keys) {
  const last = keys.at(-1);
  const parent = parseDocument(text).getIn(keys.slice(0, -1), true);
  const item = isMap(parent) ? parent.items.find(({ key }) => key.value === last) : parent?.items?.[last];
  if (item === undefined) {
    throw new Refused(`Expected an entry ${keys.join('.')}, and there is none.`);
  }
  const [first, value] = isMap(parent) ? [item.key, item.value] : [item, item];
  return { start: first.range[0], end: value.range[1] };
}

const lineStart = (text, offset) => text.lastIndexOf('\n', offset - 1) + 1;

function linesEnd(text, { start, end }) {
  const contentEnd = start + text.slice(start, end).trimEnd().length;
  return text.indexOf('\n', contentEnd) + 1 || text.length;
}

/** The whole lines of an entry. */
function linesOf(text, keys) {
  const range = rangeOf(text, keys);
  return text.slice(lineStart(text, range.start), linesEnd(text, range));
}

/** Inserts whole lines before an entry. */
function insertLinesBefore(text, keys, lines) {
  const at = lineStart(text, rangeOf(text, keys).start);
  return `${text.slice(0, at)}${lines}${text.slice(at)}`;
}

/** Inserts whole lines after an entry. */
function insertLinesAfter(text, keys, lines) {
  const at = linesEnd(text, rangeOf(text, keys));
  return `${text.slice(0, at)}${lines}${text.slice(at)}`;
}

/** Inserts text directly before an item of a list that is written on one line. */
function insertBefore(text, keys, inserted) {
  const at = rangeOf(text, keys).start;
  return `${text.slice(0, at)}${inserted}${text.slice(at)}`;
}

module.exports = { insertBefore, insertLinesAfter, insertLinesBefore, linesOf };
