import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../service-kit/test/eventually';
import type { ClassicProcesses } from '../src/domain/classic-run';
import { openClassicProcesses } from '../src/processes/classic-processes';

const NAMES = ['event-bus', 'posts', 'comments', 'query', 'moderation'] as const;
type Name = (typeof NAMES)[number];
const RUN = join(__dirname, '../classic/run.js');
const { takenPorts } = require('../../scripts/taken-ports') as {
  takenPorts(parts: readonly { port: number }[]): Promise<unknown[]>;
};

interface Comment {
  readonly id: string;
  readonly content: string;
  readonly status: string;
}
interface LoggedEvent {
  readonly type: string;
  readonly data: { readonly id: string; readonly postId?: string };
}
interface Post {
  readonly id: string;
  readonly comments: Comment[];
}

/** Ports outside the range that systems assign to connections. */
async function freePorts(): Promise<Record<Name, number>> {
  while (true) {
    const first = randomInt(32_000, 32_760);
    const ports = NAMES.map((name, index) => [name, first + index] as const);
    if ((await takenPorts(ports.map(([, port]) => ({ port })))).length === 0)
      return Object.fromEntries(ports) as Record<Name, number>;
  }
}

async function call<Answer>(url: string, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Answer;
}

class ClassicUnderTest {
  readonly #urls: Record<Name, string>;
  readonly #processes: ClassicProcesses;
  readonly #up = new Set<string>();

  private constructor(ports: Record<Name, number>) {
    this.#urls = Object.fromEntries(NAMES.map((name) => [name, `http://127.0.0.1:${ports[name]}`])) as Record<
      Name,
      string
    >;
    this.#processes = openClassicProcesses(ports, {
      listens: (name) => void this.#up.add(name),
      hasEnded: (name) => void this.#up.delete(name),
      closed: () => this.#up.clear(),
    });
  }

  static async start(): Promise<ClassicUnderTest> {
    const classic = new ClassicUnderTest(await freePorts());
    for (const name of NAMES) classic.#processes.start(name);
    for (const name of NAMES) await classic.#until(name, true);
    return classic;
  }

  async kill(name: Name): Promise<void> {
    this.#processes.signal(name, 'SIGKILL');
    await this.#until(name, false);
  }

  async startAgain(name: Name): Promise<void> {
    this.#processes.start(name);
    await this.#until(name, true);
  }

  freeze(name: Name): void {
    this.#processes.signal(name, 'SIGSTOP');
  }

  close(): Promise<void> {
    return this.#processes.close();
  }

  createPost = (title: string) => call<Post>(`${this.#urls.posts}/posts`, { title });
  comment = (postId: string, content: string) =>
    call<Comment[]>(`${this.#urls.comments}/posts/${postId}/comments`, { content });
  commentsOf = (postId: string) => call<Comment[]>(`${this.#urls.comments}/posts/${postId}/comments`);
  events = () => call<LoggedEvent[]>(`${this.#urls['event-bus']}/events`);
  read = () => call<Record<string, Post>>(`${this.#urls.query}/posts`);

  /** Waits until query shows these comments of a post. */
  shows(postId: string, expected: Record<string, string>): Promise<void> {
    return eventually(async () => {
      const comments = (await this.read())[postId]?.comments ?? [];
      expect(Object.fromEntries(comments.map(({ content, status }) => [content, status]))).toEqual(expected);
    });
  }

  #until(name: Name, isUp: boolean): Promise<void> {
    return eventually(() => {
      if (this.#up.has(name) !== isUp) throw new Error(`${name} is ${isUp ? 'not up' : 'up'}.`);
    });
  }
}

// Shared: each test writes its own post, and leaves every part running.
let classic: ClassicUnderTest;
beforeAll(async () => {
  classic = await ClassicUnderTest.start();
});
afterAll(() => classic.close());

it('does what the course shows: a comment is moderated, and query has both', async () => {
  const { id } = await classic.createPost('Fruit');
  await classic.comment(id, 'A pear');
  expect((await classic.comment(id, 'An orange')).map(({ content }) => content)).toEqual([
    'A pear',
    'An orange',
  ]);
  await classic.shows(id, { 'A pear': 'approved', 'An orange': 'rejected' });
  const [pear] = await classic.commentsOf(id);
  expect(pear).toMatchObject({ content: 'A pear', status: 'approved' });
  const ofPost = ({ data }: LoggedEvent) => (data.postId ?? data.id) === id;
  const types = (await classic.events()).filter(ofPost).map(({ type }) => type);
  expect(types.sort()).toEqual([
    'CommentCreated',
    'CommentCreated',
    'CommentModerated',
    'CommentModerated',
    'CommentUpdated',
    'CommentUpdated',
    'PostCreated',
  ]);
});

it('loses nothing when query is killed and started again while nobody writes: it asks for the history', async () => {
  const { id } = await classic.createPost('Fruit');
  await classic.comment(id, 'A pear');
  await classic.shows(id, { 'A pear': 'approved' });
  await classic.kill('query');
  await classic.comment(id, 'A plum');
  await classic.startAgain('query');
  await classic.shows(id, { 'A pear': 'approved', 'A plum': 'approved' });
});

it('never decides on a comment that was written while moderation was down', async () => {
  const { id } = await classic.createPost('Fruit');
  await classic.kill('moderation');
  await classic.comment(id, 'A pear');
  await classic.startAgain('moderation');
  await classic.comment(id, 'A plum');
  await classic.shows(id, { 'A pear': 'pending', 'A plum': 'approved' });
});

it('loses the history with the bus, and query with its next start', async () => {
  const { id } = await classic.createPost('Fruit');
  await classic.kill('event-bus');
  await expect(classic.createPost('Refused')).rejects.toThrow('500');
  await classic.startAgain('event-bus');
  expect(await classic.events()).toEqual([]);
  await classic.kill('query');
  await classic.startAgain('query');
  expect(await classic.read()).not.toHaveProperty(id);
});

it('loses what posts and comments had with their processes', async () => {
  const { id } = await classic.createPost('Fruit');
  await classic.comment(id, 'A pear');
  await classic.kill('comments');
  await classic.startAgain('comments');
  expect(await classic.commentsOf(id)).toEqual([]);
});

it('has freed its ports when it is closed, even with a frozen part', async () => {
  const another = await ClassicUnderTest.start();
  another.freeze('query');
  await another.close();
  await expect(another.events()).rejects.toThrow();
});

/** Prints the runner's process group and the listening parts, and finally that one of them is frozen. */
const PARENT = `
  const [run, ports] = process.argv.slice(1);
  const runner = require('node:child_process').fork(run, {
    env: { PORTS: ports }, detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  console.log(runner.pid);
  const names = Object.keys(JSON.parse(ports));
  let listening = 0;
  runner.on('message', () => {
    listening += 1;
    if (listening === names.length)
      runner.send({ signal: 'SIGSTOP', name: 'query' }, () => console.log('frozen'));
  });
  for (const name of names) runner.send({ start: name });`;

it('leaves no process when the program that started it is killed, not even a frozen one', async () => {
  const arguments_ = ['-e', PARENT, RUN, JSON.stringify(await freePorts())];
  const parent = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: parent.stdout })) {
    lines.push(line);
    if (line === 'frozen') break;
  }
  const group = -Number(lines[0]);
  expect(process.kill(group, 0)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(() => expect(() => process.kill(group, 0)).toThrow('ESRCH'));
});

// macOS answers so for a group in which only zombies are left.
it('ends when the system refuses to signal what is left of it', async () => {
  const denied = Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
    throw denied;
  });
  try {
    const closed = jest.fn();
    await openClassicProcesses(await freePorts(), { listens: () => {}, hasEnded: () => {}, closed }).close();
    expect(kill).toHaveBeenCalled();
    expect(closed).toHaveBeenCalledTimes(1);
  } finally {
    kill.mockRestore();
  }
});
