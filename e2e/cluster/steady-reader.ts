import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const READERS = 2;
const PAUSE_MS = 20;
const ANSWER_MS_MAX = 10_000;

/** People who read one URL continuously, each time on a new connection, and count failed reads. */
export class SteadyReader {
  /** Number of complete answers without a server error. */
  answered = 0;
  /** The other results: a status, or how the connection ended. */
  readonly failures: string[] = [];
  readonly #url: string;
  #isReading = true;
  readonly #reading: Promise<unknown>;

  constructor(url: string) {
    this.#url = url;
    this.#reading = Promise.all(Array.from({ length: READERS }, () => this.#readOn()));
  }

  async stop(): Promise<void> {
    this.#isReading = false;
    await this.#reading;
  }

  async #readOn(): Promise<void> {
    while (this.#isReading) {
      const began = new Date().toISOString();
      try {
        const status = await this.#read();
        if (status < 500) this.answered += 1;
        else this.failures.push(`${began} ${this.#url}: ${status}`);
      } catch (error) {
        this.failures.push(`${began} ${this.#url}: ${(error as Error).message}`);
      }
      await delay(PAUSE_MS);
    }
  }

  #read(): Promise<number> {
    return new Promise((done, fail) => {
      const request = get(this.#url, { agent: false, timeout: ANSWER_MS_MAX }, (answer) => {
        answer.resume();
        answer.once('end', () => done(answer.statusCode as number));
        answer.once('error', fail);
      });
      request.once('timeout', () => request.destroy(new Error(`no answer within ${ANSWER_MS_MAX} ms`)));
      request.once('error', fail);
    });
  }
}
