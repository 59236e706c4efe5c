import type { Logger } from '@blog/service-kit';
import { problems } from '../problems';
import { logUnavailable } from './log-unavailable';

const ANSWER_MS = 3_000;

/**
 * Asks servers through their monitoring URLs (such as `http://host:8222`) whether they sync before they acknowledge, which no
 * client connection can tell. A majority must answer, since only a majority can acknowledge; servers that do not answer are
 * logged, as they may be down.
 * @throws DomainError `log.stream_unsafe`  one does not sync
 * @throws DomainError `log.unavailable`  no majority answers
 */
export async function requireSynced(monitorUrls: readonly string[], logger: Logger): Promise<void> {
  const answers = await Promise.all(monitorUrls.map(async (url) => ({ url, isSynced: await isSynced(url) })));
  const urlsOf = (wanted: boolean | undefined) =>
    answers.filter(({ isSynced }) => isSynced === wanted).map(({ url }) => url);
  const unsynced = urlsOf(false);
  if (unsynced.length > 0) {
    const message = `The servers at ${unsynced.join(', ')} acknowledge what is not on disk: set "sync_interval: always".`;
    throw problems.error('log.stream_unsafe', message, { wrong: ['sync_interval is not always'] });
  }
  const silent = urlsOf(undefined);
  if (2 * silent.length >= answers.length) {
    throw logUnavailable(`the monitoring at ${silent.join(', ')} does not answer`);
  }
  if (silent.length > 0) logger.warn({ urls: silent }, 'whether these servers of nats sync is not known');
}

/** Undefined if the server does not answer. */
async function isSynced(monitorUrl: string): Promise<boolean | undefined> {
  try {
    const response = await fetch(new URL('/jsz', monitorUrl), { signal: AbortSignal.timeout(ANSWER_MS) });
    const { config } = (await response.json()) as { config?: { sync_always?: boolean } };
    return config?.sync_always === true;
  } catch {
    return undefined;
  }
}
