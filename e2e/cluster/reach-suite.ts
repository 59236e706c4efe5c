import { eventually } from '../../service-kit/test/eventually';
import { PART_NAMES } from '../harness/service-names';
import { forwardPort } from './forward-port';
import { isScaled } from './manifests';
import type { Cluster } from './use-cluster';

/** Access from outside: the NodePorts and kubectl's port forwards. */
export function reachSuite(cluster: Cluster): void {
  for (const name of PART_NAMES) {
    cluster.it(`answers on the NodePort of ${name}`, async () => {
      const answer = await fetch(`${cluster.current.url(name)}/readyz`);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        expect.objectContaining({ status: 'ready' }),
      ]);
    });
  }

  cluster.it('brings the page and every service through one NodePort', async () => {
    const url = cluster.current.url('client');
    expect(await (await fetch(url)).text()).toMatch(/<div id="root">/);
    for (const name of PART_NAMES.filter((part) => part !== 'client')) {
      expect((await fetch(`${url}/api/${name}/readyz`)).status).toBe(200);
    }
  });

  cluster.it('tells the page that Kubernetes runs the services, and in which namespace', async () => {
    const { namespace } = cluster.current;
    const answer = await fetch(`${cluster.current.url('client')}/started-by.json`);
    const startedBy = isScaled ? 'kubernetes-scale' : 'kubernetes';
    expect(await answer.json()).toEqual({ startedBy, namespace });
  });

  cluster.it('answers through kubectl port-forward', async () => {
    const forward = await forwardPort(cluster.current.kubectl, 'service/posts-srv', 4000);
    try {
      const title = 'Through a forwarded port';
      const request = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const answer = await fetch(`${forward.url}/posts`, { ...request, body: JSON.stringify({ title }) });
      expect(answer.status).toBe(201);
      expect(await cluster.current.blog.ownPosts()).toContainEqual(expect.objectContaining({ title }));
    } finally {
      await forward.close();
    }
  });

  cluster.it(
    'runs a command in a pod, as the user who may write nowhere but to the data and to /tmp',
    async () => {
      const { kubectl } = cluster.current;
      const inBus = async (...command: string[]) =>
        (await kubectl.run('exec', 'deploy/event-bus-depl', '--', ...command)).stdout.trim();
      expect(await inBus('node', '--version')).toMatch(/^v\d+\./);
      expect(await inBus('id', '-u')).toBe('1000');
      await expect(inBus('touch', '/app/file')).rejects.toThrow('Read-only file system');
    },
  );

  // A replica of the bus has no log to back up.
  if (!isScaled) {
    cluster.it('backs the log up while the bus runs', async () => {
      const { blog, kubectl } = cluster.current;
      const inBus = async (...command: string[]) =>
        (await kubectl.run('exec', 'deploy/event-bus-depl', '--', 'node', 'dist/log-command.js', ...command))
          .stdout;
      const copied = await inBus('backup', '--to', '/tmp/backup');
      expect(Number(/(\d+) events?/.exec(copied)?.[1])).toBe(await blog.head());
      await inBus('verify', '--folder', '/tmp/backup');
      await kubectl.run('exec', 'deploy/event-bus-depl', '--', 'rm', '-r', '/tmp/backup');
    });
  }

  cluster.it('is followed in its logs, one line of JSON for each thing that happens', async () => {
    const { kubectl } = cluster.current;
    const { stdout } = await kubectl.run('logs', 'deployment/posts-depl');
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).msg)).toContainEqual(expect.stringMatching(/^listening on /));
    const follow = kubectl.spawn('logs', '--follow', '--tail=1', 'deployment/posts-depl');
    let followed = '';
    follow.stdout?.on('data', (chunk) => (followed += chunk));
    try {
      await eventually(() => expect(followed).toContain(lines.at(-1)));
      expect(follow.exitCode).toBeNull();
    } finally {
      follow.kill();
    }
  });
}
