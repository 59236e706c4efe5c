'use strict';

const net = require('node:net');

// One is not enough: macOS lets a program listen on all addresses while another listens on 127.0.0.1, and vice versa.
const HOSTS = [undefined, '127.0.0.1', '::1'];

function isTaken(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(error.code === 'EADDRINUSE' || error.code === 'EACCES'));
    server.listen({ port, host }, () => server.close(() => resolve(false)));
  });
}

/** The parts whose port another program holds or the system reserves. */
async function takenPorts(parts) {
  const taken = [];
  for (const part of parts) {
    for (const host of HOSTS) {
      if (await isTaken(part.port, host)) {
        taken.push(part);
        break;
      }
    }
  }
  return taken;
}

function portTakenSentence({ name, port }, command, platform = process.platform) {
  const find = platform === 'win32' ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`;
  return (
    `Port ${port}, which ${name} needs, is taken: stop the program that has it ` +
    `(perhaps an earlier start of this one; "${find}" shows it), then run "${command}" again.`
  );
}

module.exports = { takenPorts, portTakenSentence };
