import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LessonTerminal } from '../harness/lesson-terminal';
import { readLesson } from '../harness/read-lesson';

const ROOT = resolve(__dirname, '../..');
/** Keeps the reader's own volumes. */
const PROJECT = 'blog-lesson';
const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;

(hasCompose ? it : it.skip)('the lesson about containers does what it says', async () => {
  const env = { COMPOSE_PROJECT_NAME: PROJECT };
  const translate = (commands: string) => commands.replaceAll(/\bblog_/g, `${PROJECT}_`);
  const terminal = new LessonTerminal({ folder: ROOT, env, translate });
  try {
    for (const step of readLesson(readFileSync(join(ROOT, 'docs/lessons/6-containers.md'), 'utf8')))
      await terminal.run({ ...step, prints: step.prints && translate(step.prints) });
  } finally {
    await terminal.close();
    const down = ['compose', '-f', 'compose.yaml', '--profile', 'test', 'down', '-v'];
    spawnSync('docker', down, { cwd: ROOT, env: { ...process.env, ...env } });
  }
});
