'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { ROOT, Refused } = require('../run-tool');
const { describeService } = require('./describe-service');
const { serviceFiles } = require('./service-files');
const { wireService } = require('./wire-service');

/**
 * Plans a service: its description, and the texts of the files to create and to change, by their paths from the root. Writes
 * nothing. @throws Refused  the name is invalid or taken, a file to create exists, or one to change is not as expected
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
