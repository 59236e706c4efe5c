import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './harness/free-port';
import { LessonTerminal } from './harness/lesson-terminal';
import { readLesson } from './harness/read-lesson';
import { StartedSystem } from './harness/started-system';

const ROOT = resolve(__dirname, '..');
const LESSONS = join(ROOT, 'docs/lessons');
/** Lessons that need only `npm start`. */
const HERE = [
  '1-a-service-goes-down',
  '2-a-service-created-later',
  '3-why-not-call-one-another',
  '4-the-log-grows',
  '5-poison-events',
];

describe('the lessons, by their own commands', () => {
  let system: StartedSystem;
  let folder: string;
  const ports = new Map<string, string>();

  beforeAll(async () => {
    system = await StartedSystem.start();
    for (const [port, moved] of system.movedPorts) ports.set(`${port}`, `${moved}`);
    ports.set('4004', `${await freePort()}`);
    // Looks like the repository to the commands, except for what they write.
    folder = mkdtempSync(join(tmpdir(), 'lessons-'));
    for (const name of readdirSync(ROOT))
      if (!name.startsWith('.')) symlinkSync(join(ROOT, name), join(folder, name));
  });
  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const translate = (commands: string) =>
    commands
      .replaceAll(/\b(?:3000|400[0-5])\b/g, (port) => ports.get(port) ?? port)
      .replaceAll('event-bus/.data', join(system.dataFolder, 'event-bus'));

  it.each(HERE)('%s does what it says', async (name) => {
    const terminal = new LessonTerminal({ folder, translate });
    try {
      for (const step of readLesson(readFileSync(join(LESSONS, `${name}.md`), 'utf8')))
        await terminal.run(step);
    } finally {
      await terminal.close();
    }
  });
});
