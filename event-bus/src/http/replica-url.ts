import { baseUrl } from '@blog/service-kit';
import { z } from 'zod';

const HOST_AND_PORT = /^http:\/\/[^/@]+\/?$/i;
/** What `http://$(POD_IP):4005` becomes in a cluster with IPv6 addresses: at least one colon before that of the port. */
const BARE_IPV6 = /^http:\/\/([\da-f]*:[\da-f:]*):(\d+)\/?$/i;

/** Where a replica of the bus is reached: `http://host:port`, also with an IPv6 address that lacks its brackets. */
export const replicaUrl = z
  .string()
  .transform((url) => url.replace(BARE_IPV6, 'http://[$1]:$2'))
  .pipe(baseUrl.refine((url) => HOST_AND_PORT.test(url), 'expected http://host:port'));
