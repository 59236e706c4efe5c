import { itSeeds } from './harness/it-seeds';

// Half of the comments; `seed.long.test.ts` seeds all.
describe('npm run seed', () => itSeeds({ comments: 500, eventsApart: 60 }));
