/** A system call from one line of strace, or from two if another thread's call was interleaved. */
export interface SystemCall {
  readonly thread: string;
  readonly name: string;
  /** As printed, without the outer parentheses. */
  readonly args: string;
  /** Undefined until the call returns. */
  readonly result: number | undefined;
  readonly half: 'whole' | 'begin' | 'end';
}

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+|\?)/s;
const BEGIN = /^(\d+) +(\w+)\((.*?)(?:,? ?)<unfinished \.\.\.>$/s;
const END = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+|\?)/s;

/** Parses the output of `strace -f -xx`; ignores signals and exits. */
export function parseStrace(text: string): SystemCall[] {
  return text.split('\n').flatMap((line): SystemCall[] => {
    const end = END.exec(line);
    if (end) return [call(end, 'end')];
    const begin = BEGIN.exec(line);
    if (begin) return [call(begin, 'begin')];
    const whole = WHOLE.exec(line);
    return whole ? [call(whole, 'whole')] : [];
  });
}

function call(
  [, thread = '', name = '', args = '', result]: RegExpExecArray,
  half: SystemCall['half'],
): SystemCall {
  return { thread, name, args, half, result: result === undefined ? undefined : Number(result) };
}

/** The concatenated bytes of all strings in the arguments; strace prints them as `"\x41\x42"`. */
export function bytesOf(args: string): Buffer {
  const strings = args.match(/"[^"]*"/g) ?? [];
  return Buffer.from(strings.join('').replaceAll(/["\\x]/g, ''), 'hex');
}
