import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Names the code that this process has loaded, installed packages apart: another edit is another build. Call it from
 * `main.ts`, where everything is loaded.
 */
export function currentBuild(): string {
  const hash = createHash('sha256');
  const own = Object.keys(require.cache).filter((path) => !path.includes(`${sep}node_modules${sep}`));
  for (const path of own.sort()) hash.update(readFileSync(path));
  return hash.digest('base64url');
}
