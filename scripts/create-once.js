'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const REQUEST_MS_MAX = 120_000;
const ANSWER_MS_MAX = 30_000;
const DELAY_MS_FIRST = 100;
const DELAY_MS_MAX = 5_000;

// With these codes the request never left this machine, so it cannot have been carried out.
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The service refused the request for good: a retry would not help. */
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

/** Every item of a list, page by page along `Link: <…>; rel="next"`. */
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

/** Exponential backoff with full jitter, so that waiting requests do not all retry at the same moment. */
function delayMs(attempt, retryAfterMs = 0) {
  const limit = Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** (attempt - 1));
  return Math.min(DELAY_MS_MAX, retryAfterMs) + Math.random() * limit;
}

/**
 * Creates something by POST, exactly once, and resolves with what was created. Retries for up to `msMax` while the service
 * is down or overloaded. When an answer was lost, the request may have been carried out: `find` looks for its outcome
 * before it is sent again.
 * @param find     resolves with what the request created, or undefined
 * @param onRetry  called before each retry
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
      // A service answers 429 before it does anything; after a 5xx the outcome is unknown.
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
