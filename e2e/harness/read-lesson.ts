/** Commands of a lesson, and their output. */
export interface LessonStep {
  /** Line number of the first command, from 1. */
  readonly line: number;
  readonly commands: string;
  /** Whether they run until Ctrl-C, in another terminal. */
  readonly isInAnotherTerminal: boolean;
  /** Their output; `…` matches anything. Undefined if the lesson does not show it. */
  readonly prints: string | undefined;
}

const FENCE = /^```(\S*)(?: (.*))?$/;
const ANOTHER_TERMINAL = 'another-terminal';

/**
 * Reads the `sh` blocks of a lesson, in order. A `text` block is the output of the `sh` block before it; "```sh
 * another-terminal" starts commands that run until Ctrl-C.
 * @throws Error  a text block without preceding commands
 */
export function readLesson(markdown: string): LessonStep[] {
  const steps: LessonStep[] = [];
  let open: { language: string; info: string; line: number; lines: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = FENCE.exec(text);
    if (open === undefined && fence) {
      open = { language: fence[1] ?? '', info: fence[2] ?? '', line: index + 2, lines: [] };
    } else if (open !== undefined && fence) {
      addBlock(steps, open);
      open = undefined;
    } else open?.lines.push(text);
  }
  return steps;
}

function addBlock(
  steps: LessonStep[],
  { language, info, line, lines }: { language: string; info: string; line: number; lines: string[] },
): void {
  const text = lines.join('\n');
  if (language === 'sh') {
    steps.push({
      ...{ line, commands: text, prints: undefined },
      isInAnotherTerminal: info === ANOTHER_TERMINAL,
    });
  } else if (language === 'text') {
    const step = steps.pop();
    if (step === undefined) throw new Error(`Expected commands before what is printed, in line ${line}.`);
    steps.push({ ...step, prints: text });
  }
}

/** Whether a step is read-only, so that it can be repeated until its output appears. */
export function isOnlyLooking({ commands }: LessonStep): boolean {
  const isOneCommand =
    !commands.includes('\n') && !/[;&](?!\w+=)/.test(commands.replaceAll(/"[^"]*"|'[^']*'/g, ''));
  const isRead =
    /^(?:curl|kubectl get|kubectl logs|docker compose (?:ps|logs|images)|docker (?:ps|image|volume|history))\b/;
  return isOneCommand && isRead.test(commands) && !/ -(?:X|d)\b/.test(commands);
}

/** Whether an output matches the lesson's, ignoring trailing spaces. */
export function isPrinted(expected: string, output: string): boolean {
  const parts = tidy(expected).split('…').map(escapePattern);
  return new RegExp(`^${parts.join('[\\s\\S]*?')}$`).test(tidy(output));
}

const tidy = (text: string) => text.replaceAll(/[ \t]+$/gm, '').trim();
const escapePattern = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
