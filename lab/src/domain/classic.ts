import { Account } from './account/account';
import { AccountKeeper } from './account/account-keeper';
import { type AccountSources, SERVICE_NAMES } from './account/account-sources';
import { Faults } from './faults';
import { noClassic, portTaken } from './lab-problems';
import type { ClassicRequest, ClassicState, LabPart, PartAction } from './lab-state';
import type { Load } from './load';
import type { LoadTarget } from './load-target';
import { Parts, type ProcessPort } from './parts';
import { Receipts } from './receipts';
import type { Pause, Write } from './write-until-accepted';

/** What the processes of one run tell, each of a part by its name. */
export interface ClassicEvents {
  listens(name: string): void;
  hasEnded(name: string): void;
  /** All of them have ended, since what ran them has. */
  closed(): void;
}

/** The processes of one run; none is started yet. */
export interface ClassicProcesses extends Pick<ProcessPort, 'start' | 'signal'> {
  /** Kills all of them; resolves once their ports are free. */
  close(): Promise<void>;
}

export interface ClassicPorts {
  /** Of its parts, each as the one of ours that it is like, in the order in which they are started. */
  readonly names: readonly string[];
  readonly open: (events: ClassicEvents) => ClassicProcesses;
  /** Whether somebody listens on the port that the part of this name needs. */
  readonly isPortTaken: (name: string) => Promise<boolean>;
  /** Writes to its posts and comments. */
  readonly write: Write;
  readonly hasSignals: boolean;
  /** What a run is counted from; `stateOf` tells how a part of it stands. */
  readonly sources: (stateOf: (name: string) => LabPart | undefined) => AccountSources;
  readonly nowMs: () => number;
  readonly pause: Pause;
  readonly load: Load;
  readonly faults: Faults;
  readonly now: () => Date;
  readonly onChange: () => void;
}

/** One run, from its switch on to its switch off. */
interface Run {
  readonly since: Date;
  readonly parts: Parts;
  readonly processes: ClassicProcesses;
  readonly account: Account;
  readonly receipts: Receipts;
  /** Aborted when it is over. */
  readonly over: AbortController;
  /** Undefined until every part has listened at the same time. */
  target: LoadTarget | undefined;
}

/** The course's system beside this one: it is written the same load, and what is done here is done there. */
export class Classic {
  readonly #ports: ClassicPorts;
  #run: Run | undefined;
  /** One change after the other. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(ports: ClassicPorts) {
    this.#ports = ports;
  }

  /** Null unless it runs. */
  get state(): ClassicState | null {
    if (this.#run === undefined) return null;
    const { since, parts } = this.#run;
    return {
      since: since.toISOString(),
      parts: parts.list.map(({ actions: _, ...part }) => part),
    };
  }

  /** What of the load it has accepted. @throws DomainError `lab.no_classic` */
  get receipts(): Receipts {
    return this.#running.receipts;
  }

  /** Of what it has accepted. @throws DomainError `lab.no_classic` */
  get account(): Account {
    return this.#running.account;
  }

  /** Writes of the load that are not accepted yet. */
  get underWay(): number {
    return this.#run?.target?.underWay ?? 0;
  }

  /** Starts it, with nothing in it, or ends it, and with it all that it has. @throws DomainError `lab.port_taken` */
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

  /** Does to its part of that name what was done to ours, if that is possible there. */
  async mirror(name: string, action: PartAction): Promise<void> {
    const parts = this.#run?.parts;
    // What its query knows is in its memory, and is gone with the process.
    if (parts === undefined || action === 'delete-data' || !this.#ports.names.includes(name)) return;
    // It may have ended by itself, or run already: it is then as it should be, or is the next time.
    await parts.act(name, action).catch(() => {});
  }

  close(): void {
    this.#run?.over.abort();
    void this.#run?.processes.close();
  }

  get #running(): Run {
    if (this.#run === undefined) throw noClassic();
    return this.#run;
  }

  async #start(): Promise<void> {
    if (this.#run !== undefined) return;
    const { names, isPortTaken, open, now, hasSignals, onChange } = this.#ports;
    for (const name of names) if (await isPortTaken(name)) throw portTaken(`the classic ${name}`);
    const processes = open({
      listens: (name) => {
        parts.becameReady(name);
        // A new process has nothing of what the one before had.
        const service = SERVICE_NAMES.find((one) => one === name);
        if (service !== undefined) run.account.renew(service);
        this.#writeOnceComplete(run);
      },
      hasEnded: (name) => void parts.hasEnded(name),
      closed: () => this.#forget(run, 'The classic system has ended by itself.'),
    });
    const parts = new Parts({
      parts: names.map((name) => ({ name, isControllable: true, isRebuildable: false, hasSignals })),
      processes: {
        start: (name) => processes.start(name),
        signal: (name, signal) => processes.signal(name, signal),
        // A part has the port that it had before.
        isPortTaken: async () => false,
        deleteData: async () => {},
      },
      // Told of ours.
      faults: new Faults(now),
      now,
      onChange,
    });
    const { sources, nowMs, pause } = this.#ports;
    const account = new Account({ nowMs: () => now().getTime() });
    const receipts = new Receipts({ now, onAdd: (accepted) => account.accept(accepted) });
    const over = new AbortController();
    const run: Run = { since: now(), parts, processes, account, receipts, over, target: undefined };
    this.#run = run;
    const stateOf = (name: string) => parts.list.find((part) => part.name === name);
    new AccountKeeper({ account, sources: sources(stateOf), pause, nowMs, signal: over.signal }).start();
    for (const name of names) processes.start(name);
    this.#tell('classic', 'The classic system was started beside this one.');
  }

  async #stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    this.#forget(run, 'The classic system was ended.');
    await run.processes.close();
  }

  /** What is written before would be lost because it starts, which is nobody's fault. */
  #writeOnceComplete(run: Run): void {
    if (run !== this.#run || run.target !== undefined) return;
    if (!run.parts.list.every(({ state }) => state === 'running')) return;
    const { load, write } = this.#ports;
    run.target = load.addTarget({ write, receipts: run.receipts });
  }

  #forget(run: Run, text: string): void {
    if (run !== this.#run) return;
    this.#run = undefined;
    run.over.abort();
    if (run.target !== undefined) this.#ports.load.removeTarget(run.target);
    this.#tell('classic-end', text);
  }

  #tell(kind: 'classic' | 'classic-end', text: string): void {
    this.#ports.faults.add({ kind, target: 'classic', text });
    this.#ports.onChange();
  }
}
