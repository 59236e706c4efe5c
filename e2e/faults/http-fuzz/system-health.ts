import type { BlogSystem } from '../../harness/blog-system';
import { SERVICE_NAMES, type ServiceName } from '../../harness/service-names';
import { residentMiB } from './resident-memory';

/** By then everything was loaded once; a short run has more rounds than this. */
const WARM_UP_ROUNDS = 2;
const ROUNDS_BETWEEN_LOOKS = 20;
/**
 * Growth that V8 allows before a full collection. The bus, the largest, has 23 MB in use after a full collection, at 12,000
 * requests as at 100,000. Otherwise it grows from 110 MB to 250 MB within 120,000 requests: new space, and garbage in old space
 * up to several times the memory in use.
 */
const GROWTH_MIB_MAX = 192;

/** Checks that the processes are the same as at the start, answer, and stay within their memory. */
export class SystemHealth {
  readonly #system: BlogSystem;
  readonly #pids: ReadonlyMap<ServiceName, number>;
  readonly #warm = new Map<ServiceName, number>();
  #rounds = 0;

  constructor(system: BlogSystem) {
    this.#system = system;
    this.#pids = new Map(SERVICE_NAMES.map((name) => [name, system.services[name].pid]));
  }

  /** Call it after each round. @throws Error  a process was restarted, does not answer, or has grown too much */
  async check(): Promise<void> {
    this.#rounds += 1;
    await Promise.all(SERVICE_NAMES.map((name) => this.#checkAlive(name)));
    if (this.#rounds === WARM_UP_ROUNDS) this.#measure();
    if (this.#rounds % ROUNDS_BETWEEN_LOOKS === 0) this.checkMemory();
  }

  /** @throws Error  a process has grown too much since the warm-up */
  checkMemory(): void {
    for (const [name, warm] of this.#warm) {
      const now = residentMiB(this.#system.services[name].pid) ?? warm;
      if (now <= warm + GROWTH_MIB_MAX) continue;
      const grown = `${Math.round(now)} MiB, ${Math.round(now - warm)} more than after ${WARM_UP_ROUNDS} rounds`;
      throw new Error(
        `${name} takes ${grown}, at round ${this.#rounds}; expected ${GROWTH_MIB_MAX} more at most.`,
      );
    }
  }

  #measure(): void {
    for (const [name, pid] of this.#pids) {
      const warm = residentMiB(pid);
      if (warm !== undefined) this.#warm.set(name, warm);
    }
  }

  async #checkAlive(name: ServiceName): Promise<void> {
    const service = this.#system.services[name];
    const answer = await fetch(`${service.url}/healthz`).catch((error: Error) => error);
    const isSame = service.pid === this.#pids.get(name);
    if (isSame && !(answer instanceof Error) && answer.status === 200) return;
    const what = answer instanceof Error ? answer.message : `${answer.status}`;
    throw new Error(
      `${name} is not what it was (${isSame ? 'same' : 'another'} process): ${what}\n${service.log}`,
    );
  }
}
