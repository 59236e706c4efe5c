'use strict';

/** The tests which cannot run on this machine: one reason each, such as "browser: no chromium found". */
function leftOut() {
  return [];
}

module.exports = { leftOut };
