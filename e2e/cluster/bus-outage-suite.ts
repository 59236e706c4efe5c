import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../service-kit/test/eventually';
import { foldLog } from '../harness/fold-log';
import type { Cluster } from './use-cluster';

/** Longer than a liveness probe takes to fail a pod: three probes 10 s apart, and 5 s for each answer. */
const OUTAGE_MS = 50_000;

/** The bus is down. */
export function busOutageSuite(cluster: Cluster): void {
  const restartsOfOthers = async () => {
    const pods = await cluster.current.kubectl.get('pods', '--selector=app!=event-bus,app!=nats-credentials');
    return pods.map(({ metadata, status }) => [metadata.name, status.containerStatuses[0].restartCount]);
  };

  cluster.itKeepsAll(
    'restarts no pod and leaves all ready while there is no bus, and takes what is written',
    async () => {
      const { blog, load } = cluster.current;
      const before = await restartsOfOthers();
      const replicas = await cluster.current.replicas('event-bus');
      const known = await blog.createPost('Before the outage');
      await cluster.current.scale('event-bus', 0);
      const endMs = Date.now() + OUTAGE_MS;
      const post = await blog.createPost('During the outage');
      await blog.comment(post.id, 'on a post that only posts knows');
      await blog.comment(known.id, 'an orange');
      while (Date.now() < endMs) {
        for (const name of ['posts', 'comments', 'query'] as const) {
          const answers = await Promise.all(
            ['/readyz', '/posts?limit=1'].map((path) =>
              fetch(
                blog.url(name) + (name === 'comments' ? path.replace('?', `/${known.id}/comments?`) : path),
              ),
            ),
          );
          expect([name, ...answers.map(({ status }) => status)]).toEqual([name, 200, 200]);
        }
        await load.moves(5);
        await delay(1_000);
      }
      await cluster.current.scale('event-bus', replicas);
      expect(await restartsOfOthers()).toEqual(before);
      // Does not wait until everything has settled: people continue writing, so on a busy machine something is always pending.
      await eventually(
        async () => {
          expect(await blog.post(post.id)).toMatchObject({ comments: [{ status: 'approved' }] });
          expect(await blog.post(known.id)).toMatchObject({ comments: [{ status: 'rejected' }] });
        },
        { withinMs: 60_000 },
      );
    },
  );

  cluster.it('has the same posts on the same volume in a new pod, with no bus to ask', async () => {
    const { blog, kubectl } = cluster.current;
    const volume = async () => (await kubectl.get('pvc/posts-data'))[0]?.spec.volumeName;
    await blog.settled();
    const [posts, name] = [await blog.ownPosts(), await volume()];
    const replicas = await cluster.current.replicas('event-bus');
    await cluster.current.scale('event-bus', 0);
    await kubectl.run('delete', 'pods', '--selector=app=posts');
    await cluster.current.available();
    expect(posts.length).toBeGreaterThan(0);
    expect([await cluster.current.patiently(() => blog.ownPosts()), await volume()]).toEqual([posts, name]);
    await cluster.current.scale('event-bus', replicas);
    await blog.settled();
    expect(await blog.posts()).toEqual(foldLog(await blog.log()));
  });
}
