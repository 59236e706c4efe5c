import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a data folder for a server: empty, or a copy of a stopped server's. The caller removes it. */
export async function freshFolder(name: string, copyOf?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `bench-${name}-${process.pid}-`));
  if (copyOf === undefined) return folder;
  try {
    await cp(copyOf, folder, { recursive: true });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}
