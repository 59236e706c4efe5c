import { setTimeout as delay } from 'node:timers/promises';
import { type BadInput, describeInput } from './bad-input';
import { HttpConnection } from './http-connection';
import type { Answer } from './read-answer';

/** Longer than any wait in a service: for a comment on an unknown post it looks 1 s for the post. */
const ANSWER_MS_MAX = 10_000;
/** Services close a connection idle for 20 s. */
const IDLE_MS_MAX = 10_000;

/** Sends bad inputs to one service, reusing connections as long as the service keeps them. */
export class InputSender {
  readonly #port: number;
  readonly #idle: { connection: HttpConnection; sinceMs: number; last: BadInput }[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /**
   * Sends an input; resolves with the answers, in order, or none if it reads none.
   * @throws Error  an answer is missing, or other bytes came
   */
  async send(input: BadInput): Promise<Answer[]> {
    const mayKeep = input.end === 'answered';
    const idle = mayKeep ? this.#takeIdle() : undefined;
    const connection = idle?.connection ?? (await HttpConnection.open(this.#port));
    let isKept = false;
    try {
      for (const [index, piece] of input.pieces.entries()) {
        if (index > 0 && input.pauseMs > 0) await delay(input.pauseMs);
        connection.write(piece);
      }
      if (input.end === 'cut' || input.end === 'reset') {
        connection.leave(input.end === 'cut' ? 'FIN' : 'RST');
        return [];
      }
      if (input.end === 'half-closed') connection.halfClose();
      const answers = await readAnswers(connection, input);
      isKept = mayKeep && answers.every(({ closes, isLeft }) => !closes && !isLeft);
      if (isKept && connection.isSpent)
        throw new Error('Expected nothing more after the answer, but more came.');
      return answers;
    } catch (cause) {
      const after = idle === undefined ? '' : ` Before it on this connection: ${describeInput(idle.last)}`;
      throw new Error((cause as Error).message + after, { cause });
    } finally {
      if (isKept) this.#idle.push({ connection, sinceMs: Date.now(), last: input });
      else connection.leave();
    }
  }

  close(): void {
    for (const { connection } of this.#idle.splice(0)) connection.leave();
  }

  #takeIdle() {
    while (true) {
      const oldest = this.#idle.shift();
      if (oldest === undefined) return undefined;
      if (!oldest.connection.isSpent && Date.now() - oldest.sinceMs < IDLE_MS_MAX) return oldest;
      oldest.connection.leave();
    }
  }
}

async function readAnswers(connection: HttpConnection, { requests, end }: BadInput): Promise<Answer[]> {
  const answers: Answer[] = [];
  const wanted = end === 'answered' ? requests : requests.slice(0, 1);
  for (const { method } of wanted) {
    const answer = await connection.answer(method, ANSWER_MS_MAX);
    if (answer === undefined) {
      if (end === 'half-closed') break;
      const why = connection.error === undefined ? '' : ` (${connection.error.message})`;
      const which = `answer ${answers.length + 1} of ${wanted.length}`;
      throw new Error(`Expected ${which}, but the connection was closed${why}.`);
    }
    answers.push(answer);
    // Nothing follows a stream, or an answer that closes the connection.
    if (answer.closes || answer.isLeft) break;
  }
  return answers;
}
