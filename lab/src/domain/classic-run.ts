import { Account } from './account/account';
import { AccountKeeper } from './account/account-keeper';
import { type AccountSources, SERVICE_NAMES } from './account/account-sources';
import { Faults } from './faults';
import type { ClassicState, LabPart, PartAction } from './lab-state';
import type { Load } from './load';
import type { LoadTarget } from './load-target';
import { Parts, type ProcessPort } from './parts';
import { Receipts } from './receipts';
import type { Pause, Write } from './write-until-accepted';

/** What the processes of a run report, by the name of the part. */
export interface ClassicEvents {
  listens(name: string): void;
  hasEnded(name: string): void;
  /** All of them have ended, because their runner has. */
  closed(): void;
}

/** The processes of a run; none is started yet. */
export interface ClassicProcesses extends Pick<ProcessPort, 'start' | 'signal'> {
  /** Kills all of them; resolves once their ports are free. */
  close(): Promise<void>;
}

export interface ClassicRunPorts {
  /** Its parts, named like ours that they correspond to, in starting order. */
  readonly names: readonly string[];
  readonly open: (events: ClassicEvents) => ClassicProcesses;
  /** Writes to its posts and comments. */
  readonly write: Write;
  readonly hasSignals: boolean;
  /** What a run is counted from; `stateOf` gives the state of a part. */
  readonly sources: (stateOf: (name: string) => LabPart | undefined) => AccountSources;
  readonly load: Load;
  readonly now: () => Date;
  readonly nowMs: () => number;
  readonly pause: Pause;
  readonly onChange: () => void;
}

/** The classic system from start to end: its processes, the load's writes to it, and their account. */
export class ClassicRun {
  readonly receipts: Receipts;
  readonly account: Account;
  readonly #ports: ClassicRunPorts;
  readonly #since: Date;
  readonly #processes: ClassicProcesses;
  readonly #parts: Parts;
  readonly #over = new AbortController();
  /** Undefined until every part has been listening at the same time. */
  #target: LoadTarget | undefined;

  /** Starts all parts. `onClosed` is called when all have ended, also by themselves. */
  constructor(ports: ClassicRunPorts, onClosed: () => void) {
    const { names, open, sources, now, nowMs, pause, hasSignals, onChange } = ports;
    this.#ports = ports;
    this.#since = now();
    const account = new Account({ nowMs: () => now().getTime() });
    this.account = account;
    this.receipts = new Receipts({ now, onAdd: (accepted) => account.accept(accepted) });
    const processes = open({
      listens: (name) => this.#listens(name),
      hasEnded: (name) => void this.#parts.hasEnded(name),
      closed: onClosed,
    });
    this.#processes = processes;
    this.#parts = new Parts({
      parts: names.map((name) => ({ name, isControllable: true, isRebuildable: false, hasSignals })),
      processes: {
        start: (name) => processes.start(name),
        signal: (name, signal) => processes.signal(name, signal),
        // Its port was reserved before.
        isPortTaken: async () => false,
        deleteData: async () => {},
      },
      // Discarded: faults are recorded for our own parts.
      faults: new Faults(now),
      now,
      onChange,
    });
    const stateOf = (name: string) => this.#parts.list.find((part) => part.name === name);
    const { signal } = this.#over;
    new AccountKeeper({ account, sources: sources(stateOf), pause, nowMs, signal }).start();
    for (const name of names) processes.start(name);
  }

  get state(): ClassicState {
    const parts = this.#parts.list.map(({ actions: _, ...part }) => part);
    return { since: this.#since.toISOString(), parts };
  }

  /** Writes of the load that are not accepted yet. */
  get underWay(): number {
    return this.#target?.underWay ?? 0;
  }

  /** Does to its part of that name what was done to ours, if possible. */
  async mirror(name: string, action: PartAction): Promise<void> {
    // Its query keeps its data in memory, which is lost with the process anyway.
    if (action === 'delete-data' || !this.#ports.names.includes(name)) return;
    // It may have ended by itself, or be running already: it is then in the right state, or will be at the next action.
    await this.#parts.act(name, action).catch(() => {});
  }

  /** Stops writing and counting. */
  end(): void {
    this.#over.abort();
    if (this.#target !== undefined) this.#ports.load.removeTarget(this.#target);
  }

  /** Kills all parts; resolves once their ports are free. */
  close(): Promise<void> {
    this.end();
    return this.#processes.close();
  }

  #listens(name: string): void {
    this.#parts.becameReady(name);
    // A new process has none of the old one's data.
    const service = SERVICE_NAMES.find((one) => one === name);
    if (service !== undefined) this.account.renew(service);
    this.#writeOnceComplete();
  }

  /** Starts the load once all parts are up: earlier writes would be lost to the start, which is nobody's fault. */
  #writeOnceComplete(): void {
    if (this.#over.signal.aborted || this.#target !== undefined) return;
    if (!this.#parts.list.every(({ state }) => state === 'running')) return;
    const { load, write } = this.#ports;
    this.#target = load.addTarget({ write, receipts: this.receipts });
  }
}
