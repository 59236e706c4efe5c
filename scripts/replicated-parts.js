'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');

const USAGE = 'npm start [-- --log nats://host:4222[,nats://…] [--only <part>]]';
const LOG_URL = /^(nats|tls):\/\/[^\s,]+(,(nats|tls):\/\/[^\s,]+)*$/;
const REPLICAS = 3;
const PORT_STEP = 10;
const BUS = path.join(__dirname, '..', 'event-bus');

/** The arguments of `npm start`. Ends the process with one sentence if they are invalid. */
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

/** The parts of a system whose log is in JetStream at `log`: the bus runs as three replicas. */
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
          // Copies of each event: no more than there are servers.
          LOG_REPLICAS: servers >= 3 ? '3' : '1',
          DATA_DIR: path.join(BUS, '.data', `replica-${number}`),
        },
      };
    });
  });
}

module.exports = { readStartArguments, replicatedParts };
