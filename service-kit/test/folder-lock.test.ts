import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingTools } from '../../e2e/harness/missing-tools';
import { FolderLock, Store } from '../src/index';
import { SocketClaim } from '../src/socket-claim';
import { Program } from './programs/run-program';

const IN_USE = { code: 'storage.in_use' };

describe('FolderLock', () => {
  let folder: string;
  let lock: FolderLock;
  const programs: Program[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-lock-'));
    lock = new FolderLock(folder);
  });
  afterEach(async () => {
    await lock.release();
    for (const { child, ended } of programs.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true });
  });

  /** Another process that has the folder. */
  const another = async (wrapper: readonly string[] = []) => {
    const program = new Program('store-program', { DATA_DIR: folder, FIRST_ROUND: '1' }, { wrapper });
    programs.push(program);
    await program.hears('round 1');
    return program;
  };
  const itInContainers = missingTools.has('unshare') ? it.skip : it;

  it('is refused while another process has the folder, and given once that was killed', async () => {
    const { child, ended } = await another();
    await expect(lock.acquire()).rejects.toMatchObject(IN_USE);
    child.kill('SIGKILL');
    await ended;
    await lock.acquire();
    await expect(new FolderLock(folder).acquire()).rejects.toMatchObject(IN_USE);
  });

  itInContainers('is the same for two containers with one volume', async () => {
    const { child, ended } = await another(['unshare', '-rn']);
    await expect(lock.acquire()).rejects.toMatchObject(IN_USE);
    child.kill('SIGKILL');
    await ended;
    await lock.acquire();
  });

  itInContainers('is not the same for two containers with one network and a volume each', async () => {
    const other = mkdtempSync(join(tmpdir(), 'folder-lock-'));
    const mountAt = 'mount --bind "$DATA_DIR" "$AT" && DATA_DIR="$AT" exec "$0" "$@"';
    const wrapper = ['env', `AT=${other}`, 'unshare', '-rm', 'sh', '-c', mountAt];
    await another(wrapper);
    const theirs = new FolderLock(other);
    await theirs.acquire();
    await theirs.release();
    await expect(lock.acquire()).rejects.toMatchObject(IN_USE);
    rmSync(other, { recursive: true });
  });

  it('waits until the other process lets go of the folder, and says so', async () => {
    const { child } = await another();
    const warn = jest.fn(() => child.kill('SIGKILL'));
    await lock.acquire({ waitMs: 20_000, logger: { warn } as never });
    expect(warn.mock.calls).toEqual([[expect.stringContaining('waiting until it stops')]]);
  });

  it('waits no longer than it is told', async () => {
    await another();
    await expect(lock.acquire({ waitMs: 300 })).rejects.toMatchObject(IN_USE);
  });

  it('goes by the folder, however long its path is', async () => {
    const deep = join(folder, 'deep'.repeat(30));
    const store = await Store.open(deep);
    await expect(Store.open(deep)).rejects.toMatchObject(IN_USE);
    await store.stop();
    await (await Store.open(deep)).stop();
  });

  it('leaves nothing behind in the folder, and deletes what a killed process left', async () => {
    const { child, ended } = await another();
    child.kill('SIGKILL');
    await ended;
    const sockets = () => readdirSync(folder).filter((name) => name.endsWith('.sock'));
    const [left] = sockets();
    await lock.acquire();
    expect(sockets()).toEqual([expect.not.stringMatching(left as string)]);
    await lock.release();
    expect(sockets()).toEqual([]);
  });

  it('goes to one of many containers that ask at once after a kill, and to no second one', async () => {
    const { child, ended } = await another();
    child.kill('SIGKILL');
    await ended;
    const claims = await Promise.all(Array.from({ length: 20 }, () => SocketClaim.make(folder)));
    const [owner, ...others] = claims.filter((claim) => claim !== undefined);
    expect([owner, others]).toEqual([expect.any(SocketClaim), []]);
    await owner?.end();
  });
});
