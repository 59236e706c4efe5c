import { open } from 'lmdb';

/** Copies an LMDB file without its free pages: every value is in it once. */
export async function compactCopy(from: string, to: string): Promise<void> {
  const environment = open({ path: from, readOnly: true, maxDbs: 16 });
  try {
    await environment.backup(to, true);
  } finally {
    await environment.close();
  }
}
