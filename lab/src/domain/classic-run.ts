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

export interface ClassicRunPorts {
  /** Of its parts, each as the one of ours that it is like, in the order in which they are started. */
  readonly names: readonly string[];
  readonly open: (events: ClassicEvents) => ClassicProcesses;
  /** Writes to its posts and comments. */
  readonly write: Write;
  readonly hasSignals: boolean;
  /** What a run is counted from; `stateOf` tells how a part of it stands. */
  readonly sources: (stateOf: (name: string) => LabPart | undefined) => AccountSources;
  readonly load: Load;
  readonly now: () => Date;
  readonly nowMs: () => number;
  readonly pause: Pause;
  readonly onChange: () => void;
}

/** The classic system from its start to its end: its processes, the load's writes to it, and the account of those. */
export class ClassicRun {
  readonly receipts: Receipts;
  readonly account: Account;
  readonly #ports: ClassicRunPorts;
  readonly #since: Date;
  readonly #processes: ClassicProcesses;
  readonly #parts: Parts;
  readonly #over = new AbortController();
  /** Undefined until every part has listened at the same time. */
  #target: LoadTarget | undefined;

  /** Starts all parts. `onClosed` is called when they have ended together, by themselves too. */
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
        // A part has the port that it had before.
        isPortTaken: async () => false,
        deleteData: async () => {},
      },
      // Told of ours.
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

  /** Does to its part of that name what was done to ours, if that is possible there. */
  async mirror(name: string, action: PartAction): Promise<void> {
    // What its query knows is in its memory, and is gone with the process.
    if (action === 'delete-data' || !this.#ports.names.includes(name)) return;
    // It may have ended by itself, or run already: it is then as it should be, or is the next time.
    await this.#parts.act(name, action).catch(() => {});
  }

  /** Nothing is written or counted any more. */
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
    // A new process has nothing of what the one before had.
    const service = SERVICE_NAMES.find((one) => one === name);
    if (service !== undefined) this.account.renew(service);
    this.#writeOnceComplete();
  }

  /** What is written before would be lost because it starts, which is nobody's fault. */
  #writeOnceComplete(): void {
    if (this.#over.signal.aborted || this.#target !== undefined) return;
    if (!this.#parts.list.every(({ state }) => state === 'running')) return;
    const { load, write } = this.#ports;
    this.#target = load.addTarget({ write, receipts: this.receipts });
  }
}
