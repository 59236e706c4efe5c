import { eventually } from '../../service-kit/test/eventually';
import { Blog, type BlogUrls } from './blog';
import type * as Starting from './blog-system';
import { PART_NAMES } from './service-names';
import { urlVariable } from './url-variable';

const READY_WITHIN_MS = 120_000;

/** A blog to test; `close` stops what was started for it. */
export interface OpenBlog {
  readonly blog: Blog;
  close(): Promise<void>;
}

/**
 * The blog at POSTS_URL, COMMENTS_URL, QUERY_URL, MODERATION_URL, EVENT_BUS_URL and CLIENT_URL, once all of it is ready; it may
 * have a history, and keeps running. Without these variables, a new one as processes on this machine.
 * @throws Error  some of the variables are missing, or something is not ready within two minutes
 */
export async function openBlog(): Promise<OpenBlog> {
  const set = PART_NAMES.map((name) => [name, process.env[urlVariable(name)]?.replace(/\/$/, '')] as const);
  const missing = set.filter(([, url]) => !url).map(([name]) => urlVariable(name));
  if (missing.length === PART_NAMES.length) {
    // Required lazily: a container next to a running system lacks what starting one needs.
    const { BlogSystem } = require('./blog-system') as typeof Starting;
    const system = await BlogSystem.start({ page: true });
    return { blog: system, close: () => system.stop() };
  }
  if (missing.length > 0) {
    throw new Error(`Expected a URL of each part, or of none: ${missing.join(', ')} not set.`);
  }
  await Promise.all(set.map(([name, url]) => isReady(name, url as string)));
  return { blog: new Blog(Object.fromEntries(set) as BlogUrls), close: async () => {} };
}

async function isReady(name: string, url: string): Promise<void> {
  await eventually(
    async () => {
      const { status } = await fetch(`${url}/readyz`).catch((cause: Error) => {
        throw new Error(`${name} does not answer at ${url}`, { cause });
      });
      if (status !== 200) throw new Error(`${name} answers ${status} at ${url}/readyz`);
    },
    { withinMs: READY_WITHIN_MS, everyMs: 250 },
  );
}
