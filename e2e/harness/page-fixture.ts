import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const INDEX = '<!doctype html><title>The page</title>';
const SCRIPT = 'console.log("the page");\n'.repeat(200);
export const SECRET = 'beside the folder of the page';
const FILES = {
  'secret.txt': SECRET,
  'page/index.html': INDEX,
  'page/icon.svg': `<svg xmlns="http://www.w3.org/2000/svg">${'<g/>'.repeat(500)}</svg>`,
  'page/photo.png': Buffer.alloc(4_000),
  'page/assets/index-DsO5XTJk.js': SCRIPT,
  'page/assets/index-BQVRpEe9.css': 'p { margin: 0 }\n'.repeat(200),
};

/** Creates a folder with a small page in `page`, and a file beside it that must not be served. */
export function makePage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  return folder;
}
