import '@blog/service-kit/prepare-process';
import { getHeapSpaceStatistics } from 'node:v8';
import { boundYoungGeneration } from '../../src/replicas/bound-young-generation';

const TURNS = 400;
const spaceBytes = () =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
let live: object[] = [];
let turns = 0;

/** Makes what lives for a while, again and again; then tells the size of the young generation, in bytes. */
function work(): void {
  for (let n = 0; n < 20_000; n += 1) live.push({ n, text: String(n) });
  if (live.length > 100_000) live = [];
  turns += 1;
  if (turns < TURNS) setImmediate(work);
  else process.stdout.write(String(spaceBytes()));
}

if (process.argv[2] === 'bounded') boundYoungGeneration();
work();
