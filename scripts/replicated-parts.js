'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');

const USAGE = 'npm start [-- --log nats://host:4222[,nats://…] [--only <part>]]';
const LOG_URL = /^(nats|tls):\/\/[^\s,]+(,(nats|tls):\/\/[^\s,]+)*$/;
const REPLICAS = 3;
const PORT_STEP = 10;
const BUS = path.join(__dirname, '..', 'event-bus');

/** What `npm start` was told; ends the process with one sentence if that cannot be. */
function readStartArguments(argv) {
  let values;
  try {
    ({ values } = parseArgs({ args: argv, options: { log: { type: 'string' }, only: { type: 'string' } } }));
  } catch (error) {
    console.error(`${error.message}\nExpected: ${USAGE}`);
    process.exit(1);
  }
  if (values.log !== undefined && !LOG_URL.test(values.log)) {
    console.error(`--log: expected the servers of a NATS cluster. ${USAGE}`);
    process.exit(1);
  }
  return values;
}

/** The parts of a system whose log is in JetStream at `log`: the bus runs in three replicas. */
function replicatedParts(parts, log) {
  const servers = log.split(',').length;
  return parts.flatMap((part) => {
    if (part.name !== 'event-bus') {
      return [part];
    }
    return Array.from({ length: REPLICAS }, (_, index) => {
      const number = index + 1;
      return {
        ...part,
        name: number === 1 ? part.name : `${part.name}-${number}`,
        port: part.port + index * PORT_STEP,
        folder: BUS,
        replicaOf: part.name,
        settings: {
          LOG_URL: log,
          // As many as there are servers to keep them.
          LOG_REPLICAS: servers >= 3 ? '3' : '1',
          DATA_DIR: path.join(BUS, '.data', `replica-${number}`),
        },
      };
    });
  });
}

module.exports = { readStartArguments, replicatedParts };
