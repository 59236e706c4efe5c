'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const POLL_MS = 200;
const ANSWER_MS_MAX = 2_000;

async function askReady({ port, url = `http://localhost:${port}` }) {
  try {
    // By address: the name may resolve to one on which something else listens.
    const response = await fetch(`${url.replace('//localhost:', '//127.0.0.1:')}/readyz`, {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const body = (await response.text()).trim();
    return { ready: response.status === 200, said: body || `status ${response.status}` };
  } catch {
    return { ready: false, said: undefined };
  }
}

/**
 * Waits until every part answers 200 on /readyz, for up to `msMax`, until `isOver`, and only for parts that are wanted.
 * Resolves with those that did not, each with the last answer of its /readyz (undefined: none).
 */
async function waitUntilReady(parts, { msMax, isOver = () => false, isWanted = () => true }) {
  const deadline = Date.now() + msMax;
  let waitingFor = parts.map((part) => ({ part, said: undefined }));
  while (true) {
    const answers = await Promise.all(
      waitingFor.map(async ({ part }) => ({ part, ...(await askReady(part)) })),
    );
    waitingFor = answers
      .filter(({ part, ready }) => !ready && isWanted(part))
      .map(({ part, said }) => ({ part, said }));
    if (waitingFor.length === 0 || Date.now() >= deadline || isOver()) {
      return waitingFor;
    }
    await sleep(POLL_MS);
  }
}

module.exports = { waitUntilReady };
