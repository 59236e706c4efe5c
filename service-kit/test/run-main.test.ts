import { Program } from './programs/run-program';

const run = (failsBy: string) => new Program('run-main-program', { FAILS_BY: failsBy }).ended;

describe('runMain', () => {
  it('lets a program run and end by itself', async () => {
    expect(await run('nothing')).toMatchObject({ code: 0, lines: [] });
  });

  it('ends with status 1 and tells every fault of the settings as it is', async () => {
    const { code, lines } = await run('settings');
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('PORT: expected a number');
    expect(lines.join('\n')).toContain('HOST: expected a name');
    expect(lines.join('\n')).not.toContain('"level"');
  });

  it('ends with status 1 and one sentence for an expected failure', async () => {
    const { code, lines } = await run('expected');
    expect(code).toBe(1);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'fatal', name: 'test', msg: 'Another process has the folder.' }),
    ]);
    expect(lines.join()).not.toContain('stack');
  });

  it('ends with status 1 and the stack for anything else', async () => {
    const { code, lines } = await run('anything');
    expect(code).toBe(1);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'fatal',
        err: expect.objectContaining({ stack: expect.any(String) }),
      }),
    ]);
  });
});
