'use strict';

/** The external base image of a Dockerfile's last stage, through any number of stages. */
function imageBase(dockerfile) {
  const stages = Array.from(dockerfile.matchAll(/^FROM +(\S+)(?: +AS +(\S+))?/gim), ([, from, name]) => ({
    from,
    name,
  }));
  let at = stages.length - 1;
  while (at > 0) {
    const before = stages.findIndex(({ name }, index) => index < at && name === stages[at].from);
    if (before < 0) {
      break;
    }
    at = before;
  }
  return stages[at]?.from;
}

module.exports = { imageBase };
