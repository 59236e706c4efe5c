import { DomainError } from '@blog/service-kit';
import { logUnavailable } from './log-unavailable';

const ANSWER_MS = 3_000;

/**
 * Asks servers, by the addresses of their monitoring (such as `http://host:8222`), whether they sync before they acknowledge.
 * No client can ask that over its connection.
 * @throws DomainError `log.stream_unsafe`  one does not
 * @throws DomainError `log.unavailable`  one does not answer
 */
export async function requireSynced(monitorUrls: readonly string[]): Promise<void> {
  const answers = await Promise.all(monitorUrls.map(async (url) => ({ url, isSynced: await isSynced(url) })));
  const unsynced = answers.filter((answer) => !answer.isSynced).map(({ url }) => url);
  if (unsynced.length === 0) return;
  const message = `The servers at ${unsynced.join(', ')} acknowledge what is not on disk: set "sync_interval: always".`;
  throw new DomainError('log.stream_unsafe', message, { wrong: ['sync_interval is not always'] });
}

async function isSynced(monitorUrl: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/jsz', monitorUrl), { signal: AbortSignal.timeout(ANSWER_MS) });
    const { config } = (await response.json()) as { config?: { sync_always?: boolean } };
    return config?.sync_always === true;
  } catch (cause) {
    throw logUnavailable(`its monitoring at ${monitorUrl} does not answer`, cause);
  }
}
