import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolder } from './private-folder';

(process.platform === 'win32' ? describe.skip : describe)('makePrivateFolder', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'private-'));
    folder = join(parent, 'a/.data');
  });
  afterEach(() => rmSync(parent, { recursive: true }));
  const mode = () => (statSync(folder).mode & 0o7777).toString(8);

  it('makes a folder that nobody else can look into, whatever the umask', () => {
    for (const umask of [0o000, 0o022, 0o077]) {
      const before = process.umask(umask);
      makePrivateFolder(folder);
      process.umask(before);
      expect(mode()).toBe('700');
      rmSync(folder, { recursive: true });
    }
  });

  it('closes one of an earlier build to others', () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    makePrivateFolder(folder);
    expect(mode()).toBe('700');
  });

  it.each(['1777', '2775'])('leaves one as it is that is shared on purpose (%s)', (shared) => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, Number.parseInt(shared, 8));
    makePrivateFolder(folder);
    expect(mode()).toBe(shared);
  });
});
