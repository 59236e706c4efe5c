import { networkInterfaces } from 'node:os';

/** Whether this machine has ::1; a container often has not. */
export const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);
