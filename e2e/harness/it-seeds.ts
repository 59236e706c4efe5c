import { spawn } from 'node:child_process';
import { join } from 'node:path';
import seed from '../../scripts/seed-data.json';
import { eventually } from '../../service-kit/test/eventually';
import { BlogSystem } from './blog-system';
import { foldLog } from './fold-log';
import { SERVICE_NAMES } from './service-names';

const SEED = join(__dirname, '../../scripts/seed.js');
const asStored = (text: string) => text.trim().normalize('NFC');

/**
 * Seeds a system with all posts and the first `comments` comments, and kills the services in turn, `eventsApart` events apart.
 */
export function itSeeds(options: { comments: number; eventsApart: number }): void {
  let blog: BlogSystem;
  beforeAll(async () => {
    blog = await BlogSystem.start();
  }, 60_000);
  afterAll(() => blog.stop());

  it('creates every post and comment once while each service is killed and started again', async () => {
    const env = { ...process.env, POSTS_URL: blog.url('posts'), COMMENTS_URL: blog.url('comments') };
    const seeding = spawn(process.execPath, [SEED, '--comments', `${options.comments}`], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [seeding.stdout, seeding.stderr]) stream.on('data', (chunk) => (output += chunk));
    const ended = new Promise((resolve) => seeding.once('close', resolve));

    for (const name of SERVICE_NAMES) {
      const head = await blog.head();
      await eventually(async () => expect(await blog.head()).toBeGreaterThan(head + options.eventsApart), {
        withinMs: 30_000,
      });
      await blog.services[name].restart();
    }
    expect({ code: await ended, output }).toMatchObject({ code: 0 });
    await blog.settled();

    const posts = await blog.posts();
    expect(posts).toEqual(foldLog(await blog.log()));
    const titles = posts.map(({ title }) => title);
    expect(titles.sort()).toEqual(seed.posts.map(({ title }) => asStored(title)).sort());
    const contents = posts.flatMap(({ comments }) => comments.map(({ content }) => content));
    const seeded = seed.posts.flatMap(({ comments }) => comments).slice(0, options.comments);
    expect(contents.sort()).toEqual(seeded.map(asStored).sort());
  }, 120_000);
}
