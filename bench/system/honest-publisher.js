'use strict';

/*
 * A process of its own, so that what the attackers do in theirs is not measured: publishes an event at a time, every 10 ms,
 * until it is told to stop, and then tells how long each took, in ms.
 */
const BETWEEN_PUBLISHES_MS = 10;
const [url] = process.argv.slice(2);
let isStopped = false;
process.on('message', () => {
  isStopped = true;
});

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
  const times = [];
  let refused = 0;
  while (!isStopped) {
    const tookMs = await publishOnce();
    if (tookMs === undefined) refused += 1;
    else times.push(tookMs);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_PUBLISHES_MS));
  }
  process.send({ times, refused }, () => process.exit(0));
}

void main();
