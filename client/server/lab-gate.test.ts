import type { IncomingMessage } from 'node:http';
import { refusalByLab } from './lab-gate';

const HOST = 'localhost:3000';
const OWN = { host: HOST, origin: `http://${HOST}` };

function refusal(
  headers: Record<string, string>,
  { method = 'POST', remoteAddress = '127.0.0.1' }: { method?: string; remoteAddress?: string } = {},
) {
  return refusalByLab({ headers, method, socket: { remoteAddress } } as unknown as IncomingMessage);
}

it.each(['localhost:3000', 'localhost', 'LOCALHOST:3000', '127.0.0.1:3000', '127.1.2.3', '[::1]:3000'])(
  'passes what the own page at %s asks for',
  (host) => {
    expect(refusal({ host, origin: `http://${host}` })).toBeUndefined();
    expect(refusal({ host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBeUndefined();
    expect(refusal({ host }, { method: 'GET' })).toBeUndefined();
  },
);

it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
  'passes a connection from %s',
  (remoteAddress) => {
    expect(refusal(OWN, { remoteAddress })).toBeUndefined();
  },
);

it.each(['192.0.2.7', '10.0.0.1', '::ffff:192.0.2.7', 'fe80::1', '1.127.0.0.1', ''])(
  'refuses a connection from %j, also to look',
  (remoteAddress) => {
    for (const method of ['GET', 'POST'])
      expect(refusal(OWN, { method, remoteAddress })).toMatch('this machine only');
  },
);

it.each(['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])(
  'refuses what comes through a proxy, by %s, also to look',
  (header) => {
    for (const method of ['GET', 'POST'])
      expect(refusal({ ...OWN, [header]: '192.0.2.7' }, { method })).toMatch('proxied requests');
  },
);

it.each([
  '',
  'elsewhere.example:3000',
  'localhost.example',
  'a.localhost:3000',
  '127.0.0.1.example',
  '127.999.0.1',
  '192.0.2.7:3000',
  '0.0.0.0:3000',
  '[::]:3000',
  'localhost@example',
])('refuses the Host %j, also to look, whatever is allowed elsewhere', (host) => {
  for (const method of ['GET', 'POST'])
    expect(refusal({ host, origin: `http://${host}` }, { method })).toMatch('Expected Host');
});

it.each([
  undefined,
  'null',
  'http://localhost:8080',
  'http://localhost',
  'http://127.0.0.1:3000',
  'https://localhost:3000',
  'http://elsewhere.example',
  `http://${HOST}.example`,
])('refuses a change by the origin %j', (origin) => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect(refusal({ host: HOST, ...(origin !== undefined && { origin }) }, { method })).toMatch('Origin');
});

it.each(['cross-site', 'same-site', 'none'])('refuses a change that a browser calls %s', (site) => {
  expect(refusal({ ...OWN, 'sec-fetch-site': site })).toMatch('may not control');
});

it.each(['cross-site', 'same-site'])('refuses a look that a browser calls %s', (site) => {
  for (const method of ['GET', 'HEAD'])
    expect(refusal({ host: HOST, 'sec-fetch-site': site }, { method })).toMatch('may not read');
});
