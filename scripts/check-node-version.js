'use strict';

// Runs before anything else, on any Node: it is written in ES5 and needs no module.

// biome-ignore-start lint/suspicious/noVar: const is a syntax error on the oldest Nodes

/**
 * Ends the process with one sentence and exit code 1 when Node is outside ^20.19.0 || >=22.12.0 <27. Vite requires that, and
 * older versions cannot `require` an ES module.
 */
function checkNodeVersion(version) {
  var found = version || process.versions.node;
  var numbers = found.split('.').map(Number);
  var tooOld =
    numbers[0] < 20 ||
    numbers[0] === 21 ||
    (numbers[0] === 20 && numbers[1] < 19) ||
    (numbers[0] === 22 && numbers[1] < 12);
  var tooNew = numbers[0] >= 27;
  if (tooOld || tooNew) {
    console.error(
      'Node 20.19, or 22.12 up to 26, is needed, this is Node %s: install Node 24 and try again.',
      found,
    );
    process.exit(1);
  }
}

// biome-ignore-end lint/suspicious/noVar: see above

if (require.main === module) {
  checkNodeVersion();
}

module.exports = { checkNodeVersion: checkNodeVersion };
