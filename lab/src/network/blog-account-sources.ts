import type { Logger } from '@blog/service-kit';
import type { AccountSources, ServiceName } from '../domain/account/account-sources';
import { BlogService } from './blog-service';
import { BusAccountLog } from './bus-account-log';

/** What the account of a running blog counts from. */
export function blogAccountSources(options: {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly busUrls: readonly string[];
  readonly logger: Logger;
}): AccountSources {
  const { urls, busUrls, logger } = options;
  const service = (name: ServiceName) => new BlogService(name, urls[name]);
  return {
    log: new BusAccountLog({ urls: busUrls, logger }),
    services: { posts: service('posts'), comments: service('comments'), query: service('query') },
  };
}
