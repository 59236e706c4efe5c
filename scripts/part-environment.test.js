'use strict';

const path = require('node:path');
const { partEnvironment, readHost, systemEnvironment, urlOf } = require('./part-environment');
const { readPortOffset } = require('./parts');
const { OFFSET_MAX } = require('./test/offset-max');

describe('where the parts listen', () => {
  test.each([
    [undefined, 'localhost', undefined],
    ['', 'localhost', undefined],
    ['localhost', 'localhost', undefined],
    ['::1', '::1', undefined],
    ['0.0.0.0', '0.0.0.0', undefined],
    ['192.0.2.7', '192.0.2.7', undefined],
    ['x86_64-conda-linux-gnu', 'localhost', 'x86_64-conda-linux-gnu'],
    ['ANDREW-ü', 'localhost', 'ANDREW-ü'],
    [' ', 'localhost', ' '],
  ])('HOST=%s means %s', (text, host, ignored) => {
    expect(readHost(text)).toEqual({ host, ignored });
  });

  test.each([
    ['localhost', 'http://localhost:4000'],
    ['::', 'http://localhost:4000'],
    ['0.0.0.0', 'http://localhost:4000'],
    ['::1', 'http://[::1]:4000'],
    ['192.0.2.7', 'http://192.0.2.7:4000'],
  ])('what listens on %s is called by %s', (host, url) => {
    expect(urlOf({ port: 4000 }, host)).toBe(url);
  });
});

describe('PORT_OFFSET', () => {
  test.each([
    [undefined, 0],
    ['', 0],
    ['0', 0],
    ['100', 100],
    [`${OFFSET_MAX}`, OFFSET_MAX],
  ])('%s moves every port by %d', (text, offset) => {
    expect(readPortOffset(text)).toBe(offset);
  });

  test.each(['-1', `${OFFSET_MAX + 1}`, '1e3', '0x10', ' 1', 'many', '99999'])('refuses "%s"', (text) => {
    expect(() => readPortOffset(text)).toThrow(
      `PORT_OFFSET: expected a whole number from 0 to ${OFFSET_MAX}, got "${text}"`,
    );
  });
});

test('a part is told where the others are, but for what the user has set', () => {
  const bus = { name: 'event-bus', port: 4105 };
  const posts = { name: 'posts', port: 4100 };
  const given = {
    parts: [bus, posts],
    host: '::1',
    environment: { PORT: '1', HOST: 'x', POSTS_URL: 'http://mine' },
  };
  expect(partEnvironment(posts, given)).toMatchObject({
    PORT: '4100',
    HOST: '::1',
    BUS_URL: 'http://[::1]:4105',
    EVENT_BUS_URL: 'http://[::1]:4105',
    POSTS_URL: 'http://mine',
    PUBLIC_URL: 'http://[::1]:4100',
  });
});

describe('the whole system', () => {
  const posts = { name: 'posts', port: 4000 };
  const environmentOf = (environment) =>
    systemEnvironment(posts, { parts: [posts], host: 'localhost', environment });

  test('passes over a PUBLIC_URL, which can be that of one part only', () => {
    expect(environmentOf({ PUBLIC_URL: '/app' })).toMatchObject({ PUBLIC_URL: 'http://localhost:4000' });
  });

  test.each([
    [{ DATA_DIR: '/data' }, path.resolve('/data/posts')],
    [{ DATA_DIR: 'data', INIT_CWD: '/home' }, path.resolve('/home/data/posts')],
    [{ DATA_DIR: '' }, ''],
    [{}, undefined],
  ])('with %j has the data of posts in %s', (environment, folder) => {
    expect(environmentOf(environment).DATA_DIR).toBe(folder);
  });
});

describe('the lab', () => {
  const parts = [
    { name: 'event-bus', port: 4005 },
    { name: 'query', port: 4002 },
    { name: 'client', port: 3000 },
  ];
  const stray = { LAB_URL: 'http://mine', LAB_SECRET: 'mine' };
  const lab = {
    url: 'http://127.0.0.1:1',
    secret: 'secret',
    linkSettings: (name) => (name === 'query' ? { BUS_URL: 'http://127.0.0.1:2' } : {}),
  };
  const environmentOf = (name, options) =>
    systemEnvironment(
      parts.find((part) => part.name === name),
      { parts, host: 'localhost', environment: stray, ...options },
    );

  test('is told to the client alone', () => {
    expect(environmentOf('client', { lab })).toMatchObject({ LAB_URL: lab.url, LAB_SECRET: lab.secret });
    for (const name of ['query', 'event-bus']) {
      expect(Object.keys(environmentOf(name, { lab }))).not.toContain('LAB_SECRET');
      expect(Object.keys(environmentOf(name, { lab }))).not.toContain('LAB_URL');
    }
  });

  test('is between a service and the bus', () => {
    expect(environmentOf('query', { lab }).BUS_URL).toBe('http://127.0.0.1:2');
    expect(environmentOf('query').BUS_URL).toBe('http://localhost:4005');
  });

  test("without one, nothing of another's is passed on", () => {
    expect(environmentOf('client')).not.toHaveProperty('LAB_SECRET');
    expect(environmentOf('client')).not.toHaveProperty('LAB_URL');
  });
});
