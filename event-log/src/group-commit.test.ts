import type { DomainError } from '@blog/service-kit';
import { type Batch, GroupCommit, type Outcome } from './group-commit';
import { problems } from './problems';

const HALF_MIB = 512 * 1024;

/** An engine whose commits finish when the test says so. */
class ManualEngine {
  readonly groups: (readonly Batch[])[] = [];
  #end: { resolve: (outcomes: readonly Outcome[]) => void; reject: (error: unknown) => void }[] = [];
  /** Resolves once a commit has started. */
  #begun: () => void = () => {};

  readonly commit = (group: readonly Batch[]): Promise<readonly Outcome[]> => {
    this.groups.push(group);
    this.#begun();
    return new Promise((resolve, reject) => this.#end.push({ resolve, reject }));
  };

  async nextCommit(): Promise<readonly Batch[]> {
    const { length } = this.groups;
    await new Promise<void>((resolve) => {
      this.#begun = resolve;
    });
    return this.groups[length] as readonly Batch[];
  }

  end(outcomes?: readonly Outcome[]): void {
    const group = this.groups.at(-1) as readonly Batch[];
    this.#end.shift()?.resolve(outcomes ?? group.map(() => ({ appended: [] })));
  }

  fail(code: 'storage.failed' | 'log.unavailable' | 'storage.full'): void {
    this.#end.shift()?.reject(problems.error(code, code));
  }
}

const batchOf = (bytes: number): Batch => [{ id: 'i', source: '/s', bytes: Buffer.alloc(bytes) }];

describe('GroupCommit', () => {
  let engine: ManualEngine;
  let commits: GroupCommit;
  const failures: string[] = [];
  beforeEach(() => {
    engine = new ManualEngine();
    commits = new GroupCommit({
      queueBytesMax: 10 * HALF_MIB,
      commit: engine.commit,
      isFinal: (error) => (error as DomainError).code === 'storage.failed',
    });
    failures.length = 0;
    commits.onFailure(({ code }) => failures.push(code));
  });

  it('commits one group at a time; what comes meanwhile shares the next', async () => {
    const [a, b, c, d] = [batchOf(1), batchOf(2), batchOf(3), batchOf(4)];
    const first = [commits.append(a), commits.append(b)];
    expect(await engine.nextCommit()).toEqual([a, b]);
    const second = [commits.append(c), commits.append(d)];
    expect(engine.groups).toHaveLength(1);
    engine.end();
    await Promise.all(first);
    expect(await engine.nextCommit()).toEqual([c, d]);
    engine.end();
    await Promise.all(second);
    await commits.idle();
    expect(engine.groups).toHaveLength(2);
  });

  it('takes 1 MiB into a group at most, or one batch that has more', async () => {
    const sizes = [4 * HALF_MIB, HALF_MIB, HALF_MIB, 1];
    const all = sizes.map((bytes) => commits.append(batchOf(bytes)));
    const groups: number[][] = [];
    for (let committed = 0; committed < sizes.length; committed += groups.at(-1)?.length ?? 0) {
      const group = await engine.nextCommit();
      groups.push(group.map(([event]) => event?.bytes.length ?? 0));
      engine.end();
    }
    expect(groups).toEqual([[4 * HALF_MIB], [HALF_MIB, HALF_MIB], [1]]);
    await Promise.all(all);
  });

  it('answers each batch for itself', async () => {
    const appended = [{ id: 'i', position: 1, isNew: true }];
    const answers = [commits.append(batchOf(1)), commits.append(batchOf(1))];
    await engine.nextCommit();
    engine.end([{ refused: problems.error('event.conflict', 'no') }, { appended }]);
    expect(await Promise.allSettled(answers)).toMatchObject([
      { reason: { code: 'event.conflict' } },
      { value: appended },
    ]);
    expect(commits.queuedBytes).toBe(0);
  });

  it('counts bytes until they are committed, and continues after a temporary error', async () => {
    const failing = commits.append(batchOf(10));
    await engine.nextCommit();
    const next = commits.append(batchOf(20));
    expect(commits.queuedBytes).toBe(30);
    engine.fail('storage.full');
    await expect(failing).rejects.toMatchObject({ code: 'storage.full' });
    expect(commits.queuedBytes).toBe(20);
    await engine.nextCommit();
    engine.end();
    await next;
    expect([commits.queuedBytes, failures]).toEqual([0, []]);
  });

  it('takes nothing more after a final error, refuses all that waits, and says so once', async () => {
    const failing = commits.append(batchOf(10));
    await engine.nextCommit();
    const waiting = commits.append(batchOf(20));
    engine.fail('storage.failed');
    await expect(failing).rejects.toMatchObject({ code: 'storage.failed' });
    await expect(waiting).rejects.toMatchObject({ code: 'storage.failed' });
    await expect(commits.append(batchOf(1))).rejects.toMatchObject({ code: 'storage.failed' });
    commits.note(problems.error('storage.failed', 'again'));
    await commits.idle();
    expect(failures).toEqual(['storage.failed']);
    expect([commits.queuedBytes, engine.groups.length, commits.hasFailed]).toEqual([0, 1, true]);
  });
});
