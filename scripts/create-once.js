'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const REQUEST_MS_MAX = 120_000;
const ANSWER_MS_MAX = 30_000;
const DELAY_MS_FIRST = 100;
const DELAY_MS_MAX = 5_000;

// After these the request has not left this machine, so that it cannot have been carried out.
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The service understood the request and will not carry it out: sending it again would not help. */
class Refused extends Error {}

const causeOf = (error) => error.cause?.code ?? error.cause?.message ?? error.message;
const isTemporary = (status) => status === 429 || status >= 500;

async function refuseOrRetry(what, response) {
  const text = `${what} answered ${response.status}: ${(await response.text()).trim()}`;
  if (!isTemporary(response.status)) {
    throw new Refused(text);
  }
  const seconds = Number(response.headers.get('retry-after'));
  throw Object.assign(new Error(text), { retryAfterMs: seconds > 0 ? seconds * 1000 : 0 });
}

/** Every item of a list, page after page along `Link: <…>; rel="next"`. */
async function* readPages(firstUrl) {
  let url = firstUrl;
  while (url) {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    if (response.status !== 200) {
      await refuseOrRetry(`GET ${url}`, response);
    }
    yield* await response.json();
    const next = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '');
    url = next ? new URL(next[1], url).href : undefined;
  }
}

/** Full jitter, so that many waiting requests do not all come back at the same moment. */
function delayMs(attempt, retryAfterMs = 0) {
  const limit = Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** (attempt - 1));
  return Math.min(DELAY_MS_MAX, retryAfterMs) + Math.random() * limit;
}

/**
 * Creates something by POST, exactly once, and resolves with what was created: while the service is
 * away or overloaded it tries again, for `msMax` at most. When a request was sent and its answer got
 * lost, it may have been carried out; then `find` looks for the outcome before anything is sent again.
 * @param find     resolves with what the request has created, or undefined
 * @param onRetry  told of each further attempt
 * @throws Refused  the service answered 4xx
 */
async function createOnce({ url, body, find, onRetry = () => {}, msMax = REQUEST_MS_MAX }) {
  const deadline = Date.now() + msMax;
  let outcomeUnknown = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (outcomeUnknown) {
        const found = await find();
        if (found) {
          return found;
        }
        outcomeUnknown = false;
      }
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      if (response.status === 201) {
        return await response.json();
      }
      // 429 is said before anything is done; after a 5xx one cannot know.
      outcomeUnknown = response.status >= 500;
      await refuseOrRetry(`POST ${url}`, response);
    } catch (error) {
      if (error instanceof Refused) {
        throw error;
      }
      outcomeUnknown ||= error.retryAfterMs === undefined && !NEVER_SENT.has(error.cause?.code);
      const waitMs = delayMs(attempt, error.retryAfterMs);
      if (Date.now() + waitMs > deadline) {
        throw new Error(`POST ${url} failed for ${msMax / 1000} s, last: ${causeOf(error)}`, {
          cause: error,
        });
      }
      onRetry();
      await sleep(waitMs);
    }
  }
}

module.exports = { createOnce, readPages, Refused };
