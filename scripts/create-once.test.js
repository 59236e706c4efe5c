'use strict';

const http = require('node:http');
const { createOnce, readPages, Refused } = require('./create-once');

let server;
let baseUrl;
let handlers;
let created;

// Answers each POST with the next of `handlers`; a GET lists what was created, two items per page.
beforeEach(async () => {
  handlers = [];
  created = [];
  server = http.createServer((request, response) => {
    if (request.method === 'POST') {
      request.resume().on('end', () => handlers.shift()(response));
      return;
    }
    const from = Number(new URL(request.url, baseUrl).searchParams.get('from'));
    if (from + 2 < created.length) {
      response.setHeader('link', `</things?from=${from + 2}>; rel="next"`);
    }
    response.end(JSON.stringify(created.slice(from, from + 2)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${server.address().port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function create(response) {
  created.push({ id: `${created.length + 1}` });
  response.writeHead(201).end(JSON.stringify(created.at(-1)));
}

function answer(status) {
  return (response) => response.writeHead(status).end('{"detail":"why"}');
}

function createThing(options = {}) {
  const url = `${baseUrl}/things`;
  const find = async () => {
    for await (const thing of readPages(url)) {
      return thing;
    }
  };
  return createOnce({ url, body: { name: 'one' }, find, ...options });
}

describe('creating once', () => {
  test.each([[429], [500], [503]])('tries again after a %i', async (status) => {
    handlers = [answer(status), answer(status), create];
    const onRetry = jest.fn();
    expect(await createThing({ onRetry })).toEqual({ id: '1' });
    expect(onRetry).toHaveBeenCalledTimes(2);
  });

  test('does not create again what was created although its answer got lost', async () => {
    handlers = [
      (response) => {
        created.push({ id: '1' });
        response.destroy();
      },
    ];
    expect(await createThing()).toEqual({ id: '1' });
    expect(created).toHaveLength(1);
  });

  test('sends again what was lost before it was carried out', async () => {
    handlers = [(response) => response.destroy(), create];
    expect(await createThing()).toEqual({ id: '1' });
    expect(created).toHaveLength(1);
  });

  test('reports a refusal at once, with the answer', async () => {
    handlers = [answer(404)];
    const attempt = createThing();
    await expect(attempt).rejects.toThrow(Refused);
    await expect(attempt).rejects.toThrow('answered 404: {"detail":"why"}');
  });

  test('gives up after its time, with the last trouble', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(createThing({ msMax: 300 })).rejects.toThrow(/failed for 0.3 s, last: ECONNREFUSED/);
    server.listen(0, '127.0.0.1');
  });
});

test('reads a list to its end along the Link headers', async () => {
  created = ['1', '2', '3', '4', '5'];
  const read = [];
  for await (const item of readPages(`${baseUrl}/things`)) {
    read.push(item);
  }
  expect(read).toEqual(created);
});
