'use strict';

/**
 * A separate process, so that the attackers' load is not measured: publishes one event at a time, every 10 ms. Answers each
 * message with the duration of each publish since the last message, in ms, and how many were refused or cut.
 */
const BETWEEN_PUBLISHES_MS = 10;
const [url] = process.argv.slice(2);
let published = { times: [], refused: 0 };
process.on('message', () => {
  process.send(published);
  published = { times: [], refused: 0 };
});
process.on('disconnect', () => process.exit(0));

async function publishOnce() {
  const startMs = performance.now();
  const answer = await fetch(`${url}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'Measured', data: { honest: true } }),
  }).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.ok ? performance.now() - startMs : undefined;
}

async function main() {
  while (true) {
    const tookMs = await publishOnce();
    if (tookMs === undefined) published.refused += 1;
    else published.times.push(tookMs);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_PUBLISHES_MS));
  }
}

void main();
