'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { ROOT, Refused } = require('../run-tool');
const { describeService } = require('./describe-service');
const { serviceFiles } = require('./service-files');
const { wireService } = require('./wire-service');

/**
 * All that makes a service of this name: what it is, and the texts of the files that are new and of those that change, by
 * their paths from the root. Writes nothing. @throws Refused  the name cannot be had, a new file is there, or one that is to
 * change is not as expected
 */
function planService(name) {
  const service = describeService(name);
  const created = serviceFiles(service);
  const there = [...created.keys()].filter((file) => existsSync(path.join(ROOT, file)));
  if (there.length > 0) {
    throw new Refused(`Expected to write ${there.join(', ')} as new files, but something is there already.`);
  }
  return { service, created, changed: wireService(service) };
}

module.exports = { planService };
