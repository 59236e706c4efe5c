import type { Request } from 'express';
import { clientAddress } from './client-address';

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['::1', '0:0:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  [undefined, ''],
])('takes the network of %s for a share', (remoteAddress, share) => {
  expect(clientAddress({ socket: { remoteAddress } } as unknown as Request)).toBe(share);
});
