import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Acknowledged, auditLog, type Entry } from '../faults/auditor';
import type { Tally } from '../faults/tally';

const CURED_WITHIN_MS = 5_000;
const ANSWER_MS_MAX = 2_000;
const AGAIN_MS = 100;
const PAUSE_MS = 100;
const SOURCE = '/patient-caller';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Callers who repeatedly publish, read the log and list the subscribers, each time on a new connection. They retry a call that
 * is not answered, or answered with a server error; none may take longer than 5 s.
 */
export class PatientCallers {
  /** Calls that took too long. */
  readonly failures: string[] = [];
  /** Duration of the slowest call in ms. */
  slowestMs = 0;
  answered = 0;
  readonly #url: string;
  readonly #acknowledged: Acknowledged[] = [];
  readonly #calling: Promise<unknown>;
  #isCalling = true;

  constructor(url: string) {
    this.#url = url;
    this.#calling = Promise.all([
      this.#publish(),
      this.#repeat('GET', '/events?limit=1'),
      this.#repeat('GET', '/subscribers'),
    ]);
  }

  async stop(): Promise<void> {
    this.#isCalling = false;
    await this.#calling;
  }

  /** Compares the acknowledged events with the log. */
  audit(log: readonly Entry[]): Tally {
    return auditLog({ acknowledged: this.#acknowledged, log });
  }

  async #publish(): Promise<void> {
    const run = `${process.pid}-${Date.now()}`;
    for (let sequence = 1; this.#isCalling; sequence += 1) {
      const id = `${run}-${sequence}`;
      const event = { specversion: '1.0', id, source: SOURCE, type: 'Called', data: { id } };
      const { text } = await this.#insist('POST', '/events', JSON.stringify(event));
      const { position } = JSON.parse(text) as { position: number };
      this.#acknowledged.push({ id, source: SOURCE, position, sequence });
    }
  }

  async #repeat(method: string, path: string): Promise<void> {
    while (this.#isCalling) await this.#insist(method, path);
  }

  async #insist(method: string, path: string, body?: string): Promise<Answer> {
    const beganMs = performance.now();
    const seen: string[] = [];
    for (;;) {
      const answer = await this.#call(method, path, body).catch((error: Error) => error);
      if (!(answer instanceof Error) && answer.status < 500) {
        const tookMs = performance.now() - beganMs;
        this.slowestMs = Math.max(this.slowestMs, tookMs);
        this.answered += 1;
        const at = new Date().toISOString();
        if (tookMs > CURED_WITHIN_MS) {
          this.failures.push(
            `${at} ${method} ${path}: ${Math.round(tookMs)} ms, ${[...new Set(seen)].join(', ')}`,
          );
        }
        if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
        await delay(PAUSE_MS);
        return answer;
      }
      seen.push(answer instanceof Error ? answer.message : `${answer.status} ${answer.text}`);
      await delay(AGAIN_MS);
    }
  }

  #call(method: string, path: string, body?: string): Promise<Answer> {
    return new Promise((done, fail) => {
      const headers = { ...(body !== undefined && { 'content-type': 'application/cloudevents+json' }) };
      const sent = request(this.#url + path, { method, headers, agent: false, timeout: ANSWER_MS_MAX });
      sent.once('response', (answer) => {
        let text = '';
        answer.on('data', (chunk) => (text += chunk));
        answer.once('end', () => done({ status: answer.statusCode as number, text }));
        answer.once('error', fail);
      });
      sent.once('timeout', () => sent.destroy(new Error(`no answer within ${ANSWER_MS_MAX} ms`)));
      sent.once('error', fail);
      sent.end(body);
    });
  }
}
