import type { BlogSystem } from '../../harness/blog-system';
import { SERVICE_NAMES, type ServiceName } from '../../harness/service-names';
import type { Drill } from '../fault';
import type { SeededRandom } from '../seeded-random';
import { CLEAN, type Tally } from '../tally';
import { type BadInput, describeInput } from './bad-input';
import { Contract } from './contract';
import { judgeAnswer } from './judge-answer';
import { KnownThings } from './known-things';
import { makeInput } from './make-input';
import { InputSender } from './send-input';
import { SystemHealth } from './system-health';

/** Enough that a few slow ones do not leave the workers idle at the end of each round. */
export const INPUTS_PER_ROUND = 500;
/** More would only queue on a small machine. */
const AT_ONCE = 32;

/** The five services, and bad input for every operation in their OpenAPI documents. */
export class HttpFuzz implements Drill {
  readonly #system: BlogSystem;
  readonly #contracts: ReadonlyMap<ServiceName, Contract>;
  readonly #senders: ReadonlyMap<ServiceName, InputSender>;
  readonly #things: KnownThings;
  readonly #health: SystemHealth;

  private constructor(system: BlogSystem, contracts: readonly Contract[], things: KnownThings) {
    this.#system = system;
    this.#contracts = new Map(contracts.map((contract) => [contract.service, contract]));
    this.#senders = new Map(
      SERVICE_NAMES.map((name) => [name, new InputSender(Number(new URL(system.url(name)).port))]),
    );
    this.#things = things;
    this.#health = new SystemHealth(system);
  }

  static async open(system: BlogSystem): Promise<HttpFuzz> {
    const contracts = SERVICE_NAMES.map((name) => Contract.fetch(name, system.url(name)));
    return new HttpFuzz(system, await Promise.all(contracts), await KnownThings.make(system));
  }

  /** @throws Error  the first wrong answer, with the input; or a process that is not healthy */
  async round(random: SeededRandom): Promise<Tally> {
    const operations = [...this.#contracts.values()].flatMap((contract) => contract.operations);
    const inputs = Array.from({ length: INPUTS_PER_ROUND }, () =>
      makeInput(operations, random, this.#things.known),
    );
    const waiting = inputs.values();
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#sendAll(waiting)));
    await this.#health.check();
    await this.#things.tidyUp();
    return CLEAN;
  }

  async close(): Promise<void> {
    for (const sender of this.#senders.values()) sender.close();
    try {
      this.#health.checkMemory();
    } finally {
      await this.#system.stop();
    }
  }

  async #sendAll(inputs: Iterable<BadInput>): Promise<void> {
    for (const input of inputs) await this.#send(input);
  }

  async #send(input: BadInput): Promise<void> {
    const { service } = input;
    try {
      const answers = await (this.#senders.get(service) as InputSender).send(input);
      for (const [index, answer] of answers.entries()) {
        // An answer beyond the last request refuses bytes that could not be parsed as a request.
        const request = input.requests[index] ?? { method: 'none', target: '' };
        judgeAnswer(request, answer, this.#contracts.get(service) as Contract);
      }
    } catch (cause) {
      const log = this.#system.services[service].log.slice(-2_000);
      throw new Error(`${describeInput(input)}: ${(cause as Error).message}\n${log}`, { cause });
    }
  }
}
