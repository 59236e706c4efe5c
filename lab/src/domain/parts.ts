import type { Faults } from './faults';
import { neverThis, notNow, portTaken, unknownPart } from './lab-problems';
import type { LabPart, PartAction, PartState } from './lab-state';
import { type PartTraits, possibleActions, refusalOf } from './possible-actions';

/** Control over the processes, for the program that started them; each call names a part. */
export interface ProcessPort {
  /** Starts a new process; `Parts` is told what becomes of it. */
  start(name: string): void;
  /** Sends SIGTERM to the process alone, other signals also to everything that it has started. */
  signal(name: string, signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Whether its port is in use. */
  isPortTaken(name: string): Promise<boolean>;
  /** Resolves once its data folder is deleted. */
  deleteData(name: string): Promise<void>;
}

interface KnownPart {
  readonly traits: PartTraits;
  state: PartState;
  since: Date;
  /** The requested end, until the process has ended. */
  asked: 'killed' | 'stopped' | undefined;
  /** True during an action: no other action on the part is possible. */
  isBusy: boolean;
}

const DONE: Readonly<Record<PartAction, string>> = {
  kill: 'was killed',
  stop: 'was stopped',
  freeze: 'was frozen',
  thaw: 'was thawed',
  start: 'was started',
  'delete-data': 'has lost its data folder',
};

/** The system's processes: the state of each, and the actions on it. */
export class Parts {
  readonly #parts: ReadonlyMap<string, KnownPart>;
  readonly #processes: ProcessPort;
  readonly #faults: Faults;
  readonly #now: () => Date;
  readonly #onChange: () => void;
  readonly #onAction: (name: string, action: PartAction) => void;

  /** `onAction` is called at the moment of each action. */
  constructor(options: {
    parts: readonly PartTraits[];
    processes: ProcessPort;
    faults: Faults;
    now: () => Date;
    onChange: () => void;
    onAction?: (name: string, action: PartAction) => void;
  }) {
    this.#processes = options.processes;
    this.#faults = options.faults;
    this.#now = options.now;
    this.#onChange = options.onChange;
    this.#onAction = options.onAction ?? (() => {});
    const since = this.#now();
    this.#parts = new Map(
      options.parts.map((traits) => [
        traits.name,
        { traits, state: 'starting', since, asked: undefined, isBusy: false },
      ]),
    );
  }

  get list(): LabPart[] {
    return [...this.#parts.values()].map(toLabPart);
  }

  /**
   * Performs an action on a part and resolves to its state afterwards. A stop or start has only begun by then.
   * @throws DomainError `lab.unknown_part`, `lab.never_this`, `lab.not_now`, `lab.port_taken`
   */
  async act(name: string, action: PartAction): Promise<LabPart> {
    const part = this.#find(name);
    const refusal = refusalOf(action, part.traits);
    if (refusal !== undefined) throw neverThis(refusal);
    const actions = actionsOf(part);
    if (!actions.includes(action)) {
      const state = part.isBusy ? 'being worked on' : part.state;
      throw notNow(`Cannot ${action} ${name}, which is ${state}.`, actions);
    }
    // No other action can come between this check and what an action awaits.
    await this.#do(part, action);
    this.#onAction(name, action);
    this.#faults.add({ kind: action, target: name, text: `${name} ${DONE[action]} from the page.` });
    this.#onChange();
    return toLabPart(part);
  }

  /** Its /readyz has answered 200 for the first time. */
  becameReady(name: string): void {
    const part = this.#find(name);
    if (part.state === 'starting') this.#set(part, 'running');
  }

  /** Its process has ended; returns the request that caused it, or undefined if there was none. */
  hasEnded(name: string): 'killed' | 'stopped' | undefined {
    const part = this.#find(name);
    const { asked } = part;
    part.asked = undefined;
    this.#set(part, asked ?? 'ended');
    return asked;
  }

  async #do(part: KnownPart, action: PartAction): Promise<void> {
    const { name } = part.traits;
    switch (action) {
      case 'kill':
        // A kill cuts short a stop that was too slow.
        part.asked = 'killed';
        this.#set(part, 'stopping');
        return this.#processes.signal(name, 'SIGKILL');
      case 'stop':
        part.asked = 'stopped';
        this.#set(part, 'stopping');
        return this.#processes.signal(name, 'SIGTERM');
      case 'freeze':
        this.#processes.signal(name, 'SIGSTOP');
        return this.#set(part, 'frozen');
      case 'thaw':
        this.#processes.signal(name, 'SIGCONT');
        return this.#set(part, 'running');
      case 'start':
        await this.#whileBusy(part, () => this.#requireFreePort(name));
        this.#set(part, 'starting');
        return this.#processes.start(name);
      case 'delete-data':
        return this.#whileBusy(part, async () => {
          // A process that was started elsewhere would keep writing to it.
          await this.#requireFreePort(name);
          await this.#processes.deleteData(name);
        });
    }
  }

  async #requireFreePort(name: string): Promise<void> {
    if (await this.#processes.isPortTaken(name)) throw portTaken(name);
  }

  async #whileBusy(part: KnownPart, work: () => Promise<void>): Promise<void> {
    part.isBusy = true;
    this.#onChange();
    try {
      await work();
    } finally {
      part.isBusy = false;
      this.#onChange();
    }
  }

  #find(name: string): KnownPart {
    const part = this.#parts.get(name);
    if (part === undefined) throw unknownPart(name, [...this.#parts.keys()]);
    return part;
  }

  #set(part: KnownPart, state: PartState): void {
    part.state = state;
    part.since = this.#now();
    this.#onChange();
  }
}

const actionsOf = ({ traits, state, isBusy }: KnownPart) => (isBusy ? [] : possibleActions(traits, state));

function toLabPart(part: KnownPart): LabPart {
  const { traits, state, since } = part;
  return { name: traits.name, state, since: since.toISOString(), actions: actionsOf(part) };
}
