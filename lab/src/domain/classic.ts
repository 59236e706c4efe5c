import type { Account } from './account/account';
import { ClassicRun, type ClassicRunPorts } from './classic-run';
import type { Faults } from './faults';
import { noClassic, portTaken } from './lab-problems';
import type { ClassicRequest, ClassicState, PartAction } from './lab-state';
import type { Receipts } from './receipts';

export interface ClassicPorts extends ClassicRunPorts {
  /** Whether the port that this part needs is in use. */
  readonly isPortTaken: (name: string) => Promise<boolean>;
  readonly faults: Faults;
}

/** The course's system beside this one: it gets the same load, and what is done to a part here is done there. */
export class Classic {
  readonly #ports: ClassicPorts;
  #run: ClassicRun | undefined;
  /** Serializes changes. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(ports: ClassicPorts) {
    this.#ports = ports;
  }

  /** Null unless it runs. */
  get state(): ClassicState | null {
    return this.#run?.state ?? null;
  }

  /** Receipts for the part of the load that it has accepted. @throws DomainError `lab.no_classic` */
  get receipts(): Receipts {
    return this.#running.receipts;
  }

  /** The account of what it has accepted. @throws DomainError `lab.no_classic` */
  get account(): Account {
    return this.#running.account;
  }

  /** Writes of the load that are not accepted yet. */
  get underWay(): number {
    return this.#run?.underWay ?? 0;
  }

  /** Starts it empty, or stops it, which loses all its data. @throws DomainError `lab.port_taken` */
  set({ state }: ClassicRequest): Promise<ClassicState | null> {
    const change = async () => {
      if (state === 'running') await this.#start();
      else await this.#stop();
      return this.state;
    };
    const changed = this.#changing.then(change, change);
    this.#changing = changed;
    return changed;
  }

  /** Does to its part of that name what was done to ours, if it runs and that is possible. */
  async mirror(name: string, action: PartAction): Promise<void> {
    await this.#run?.mirror(name, action);
  }

  close(): void {
    void this.#run?.close();
  }

  get #running(): ClassicRun {
    if (this.#run === undefined) throw noClassic();
    return this.#run;
  }

  async #start(): Promise<void> {
    if (this.#run !== undefined) return;
    const { names, isPortTaken } = this.#ports;
    for (const name of names) if (await isPortTaken(name)) throw portTaken(`the classic ${name}`);
    const run = new ClassicRun(this.#ports, () =>
      this.#forget(run, 'The classic system has ended by itself.'),
    );
    this.#run = run;
    this.#tell('classic', 'The classic system was started beside this one.');
  }

  async #stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    this.#forget(run, 'The classic system was stopped.');
    await run.close();
  }

  #forget(run: ClassicRun, text: string): void {
    if (run !== this.#run) return;
    this.#run = undefined;
    run.end();
    this.#tell('classic-end', text);
  }

  #tell(kind: 'classic' | 'classic-end', text: string): void {
    this.#ports.faults.add({ kind, target: 'classic', text });
    this.#ports.onChange();
  }
}
