import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderRefusal, makePrivateFolder } from './private-folder';

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

(existsSync('/proc/self') ? describe : describe.skip)('where no folder can be made', () => {
  const parent = mkdtempSync(join(tmpdir(), 'private-'));
  afterAll(() => rmSync(parent, { recursive: true }));

  it.each([
    ['a link to nothing', () => symlinkSync('nowhere', join(parent, 'dangling')), join(parent, 'dangling')],
    ['below a link to nothing', () => symlinkSync('nowhere', join(parent, 'up')), join(parent, 'up/below')],
    ['a link to itself', () => symlinkSync('round', join(parent, 'round')), join(parent, 'round')],
    ['too long a name', () => {}, join(parent, 'x'.repeat(300))],
    ['a file system that makes none', () => {}, '/proc/x/y'],
  ])('says so in one sentence: %s', (_what, prepare, folder) => {
    prepare();
    expect(() => makePrivateFolder(folder)).toThrow(
      expect.objectContaining({
        code: 'storage.not_accessible',
        message: expect.stringMatching(
          /^The folder \S+ cannot be made .*: set DATA_DIR to another folder\.$/,
        ),
      }),
    );
  });
});

describe('folderRefusal', () => {
  const coded = (code: unknown) => Object.assign(new Error(`${code}: what it is`), { code });

  it.each(['EACCES', 'EPERM', 'EROFS', 13])('says in one sentence what to do about %s', (code) => {
    const refusal = folderRefusal('/data/it', coded(code));
    expect(refusal).toMatchObject({ code: 'storage.not_accessible' });
    expect(refusal?.message).toMatch(
      /^This user may not write to the folder \/data\/it .*DATA_DIR to another folder\.$/,
    );
  });

  it.each(['ENOTDIR', 'EEXIST'])('says of %s that a file is in the way', (code) => {
    expect(folderRefusal('/data/it', coded(code))?.message).toMatch(
      /^Expected a folder at \/data\/it, found a file/,
    );
  });

  it('says nothing of other faults', () => {
    expect(folderRefusal('/data/it', coded('ENOSPC'))).toBeUndefined();
  });
});
