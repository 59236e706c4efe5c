import type { AccountSources, ServiceName } from '../domain/account/account-sources';
import { ClassicLog, type ClassicStateOf } from './classic-log';
import { ClassicComments, ClassicPosts } from './classic-services';

/** What the account of a running classic system counts from. */
export function classicAccountSources(options: {
  /** The URL of a part. */
  readonly urlOf: (name: string) => string;
  readonly stateOf: ClassicStateOf;
  readonly nowMs: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}): AccountSources {
  const { urlOf, ...others } = options;
  const log = new ClassicLog({ url: urlOf('event-bus'), ...others });
  const ofService = (name: ServiceName) => ({ name, url: urlOf(name), log, ...others });
  return {
    log,
    services: {
      posts: new ClassicPosts(ofService('posts')),
      comments: new ClassicComments(ofService('comments')),
      query: new ClassicPosts(ofService('query')),
    },
  };
}
