import seed from '../scripts/seed-data.json';
import { itSeeds } from './harness/it-seeds';

const comments = seed.posts.reduce((sum, post) => sum + post.comments.length, 0);

describe('npm run seed, with all of its data', () => itSeeds({ comments, eventsApart: 150 }));
