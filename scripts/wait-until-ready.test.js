'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');
const { waitUntilReady } = require('./wait-until-ready');

let server;
let isReady;
let asked;
beforeEach(async () => {
  isReady = false;
  asked = new Promise((resolve) => {
    server = createServer((_request, response) => {
      response.writeHead(isReady ? 200 : 503).end('starting');
      resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});
const part = () => ({ name: 'query', port: server.address().port });

test('waits until a part is ready', async () => {
  const waiting = waitUntilReady([part()], { msMax: Infinity });
  await asked;
  isReady = true;
  expect(await waiting).toEqual([]);
});

test('waits no longer for a part that is no longer wanted', async () => {
  let isWanted = true;
  const waiting = waitUntilReady([part()], { msMax: Infinity, isWanted: () => isWanted });
  await asked;
  isWanted = false;
  expect(await waiting).toEqual([]);
});

test('says what the last answer was of those that are not ready in time', async () => {
  expect(await waitUntilReady([part()], { msMax: 0 })).toMatchObject([{ said: 'starting' }]);
});
