import { eventually } from '../../service-kit/test/eventually';
import { readSteadily } from './read-steadily';
import type { Cluster } from './use-cluster';

/** More pods, fewer, and none. */
export function scaleSuite(cluster: Cluster): void {
  cluster.itKeepsAll('loses nothing and refuses no reader while query is scaled to 1, to 3, and to 1', () =>
    readSteadily(cluster.current, async () => {
      await cluster.current.scale('query', 1);
      await cluster.current.scale('query', 3);
      await cluster.current.load.moves();
      await cluster.current.scale('query', 1);
    }),
  );

  cluster.it('lists each query pod as a reader of the log, and none that was stopped', async () => {
    // Killed pods stay listed as down: the bus cannot know that they will not return.
    const listed = async () =>
      (await cluster.current.blog.subscribers()).filter(({ name }) => name === 'query');
    const live = async () => (await listed()).filter(({ state }) => state !== 'down');
    await cluster.current.scale('query', 3);
    await eventually(async () => expect(await live()).toHaveLength(3));
    const { length } = await listed();
    await cluster.current.scale('query', 2);
    await eventually(async () => expect(await live()).toHaveLength(2));
    expect(await listed()).toHaveLength(length - 1);
  });

  cluster.itKeepsAll(
    'keeps comments pending while moderation has no pod, and then decides each once',
    async () => {
      const { blog, load } = cluster.current;
      await cluster.current.scale('moderation', 0);
      const post = await cluster.current.patiently(() => blog.createPost('Nobody moderates'));
      const comment = (content: string) => cluster.current.patiently(() => blog.comment(post.id, content));
      const [well, badly] = [await comment('well said'), await comment('an orange')];
      await load.moves();
      const moderation = async () => (await blog.subscribers()).find(({ name }) => name === 'moderation');
      await eventually(async () => expect(await moderation()).toMatchObject({ state: 'retrying' }));
      expect((await moderation())?.lag.events).toBeGreaterThanOrEqual(2);
      const statuses = async () => (await blog.post(post.id)).comments.map(({ id, status }) => [id, status]);
      await eventually(async () =>
        expect(await statuses()).toEqual([
          [well.id, 'pending'],
          [badly.id, 'pending'],
        ]),
      );
      await cluster.current.scale('moderation', 2);
      await eventually(
        async () =>
          expect(await statuses()).toEqual([
            [well.id, 'approved'],
            [badly.id, 'rejected'],
          ]),
        { withinMs: 60_000 },
      );
    },
  );
}
