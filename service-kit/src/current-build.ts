import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * A hash of the code that this process has loaded, except installed packages: any edit makes another build. Call it once
 * `main.ts` has imported everything.
 */
export function currentBuild(): string {
  const hash = createHash('sha256');
  const own = Object.keys(require.cache).filter((path) => !path.includes(`${sep}node_modules${sep}`));
  for (const path of own.sort()) hash.update(readFileSync(path));
  return hash.digest('base64url');
}
