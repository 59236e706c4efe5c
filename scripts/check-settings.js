'use strict';

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { readHost, systemEnvironment } = require('./part-environment');
const { parts } = require('./parts');

/**
 * Reads the settings of every built part as the part itself would, before any is started. On faults, prints each once and ends
 * the process. Runs in a child process: the loaded modules would stay in memory for as long as the system runs.
 */
function checkSettings() {
  const { status } = spawnSync(process.execPath, [__filename], { stdio: 'inherit' });
  if (status !== 0) {
    process.exit(1);
  }
}

function settingFaults(part) {
  const file = path.join(__dirname, '..', part.name, 'dist', 'config.js');
  // A service in one file reads its settings as it starts.
  if (!existsSync(file)) {
    return [];
  }
  process.env = systemEnvironment(part, { parts, host: readHost().host, environment: given });
  try {
    require(file).readSettings();
    return [];
  } catch (error) {
    if (error.name !== 'ConfigError') {
      throw error;
    }
    return error.message.split('\n').slice(1);
  }
}

const given = process.env;

if (require.main === module) {
  const faults = new Set(parts.flatMap(settingFaults));
  if (faults.size > 0) {
    console.error(['The settings are wrong, nothing was started:', ...faults].join('\n'));
    process.exitCode = 1;
  }
}

module.exports = { checkSettings };
