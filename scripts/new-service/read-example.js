'use strict';

const { readFileSync } = require('node:fs');

const EXAMPLE = /<!-- sixth-service -->\n```ts\n(.*?\n)```\n/s;

/** The TypeScript of the example service in CONTRIBUTING.md: the code block after its marker. */
function readExample(contributing) {
  const code = EXAMPLE.exec(readFileSync(contributing, 'utf8'))?.[1];
  if (code === undefined)
    throw new Error(`Expected <!-- sixth-service --> and a ts block in ${contributing}.`);
  return code;
}

module.exports = { readExample };
