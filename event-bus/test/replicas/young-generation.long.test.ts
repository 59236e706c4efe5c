import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { SEMI_SPACE_BYTES_MAX } from '../../src/replicas/bound-young-generation';

const REGISTER = resolve(__dirname, '../../../service-kit/test/programs/register-swc.js');
const PROGRAM = resolve(__dirname, '../programs/young-generation-program.ts');

describe('the young generation of a busy process', () => {
  const bytes = (...argv: string[]) =>
    Number(execFileSync(process.execPath, ['-C', '@blog/source', '-r', REGISTER, PROGRAM, ...argv]));

  it('grows to its bound in a replica, and no further', () => {
    expect(bytes('bounded')).toBe(2 * SEMI_SPACE_BYTES_MAX);
  });

  it('stays as small as it begins elsewhere', () => {
    expect(bytes()).toBeLessThanOrEqual(2 * 1024 * 1024);
  });
});
