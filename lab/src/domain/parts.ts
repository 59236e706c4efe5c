import type { Faults } from './faults';
import { neverThis, notNow, portTaken, unknownPart } from './lab-problems';
import type { LabPart, PartAction, PartState } from './lab-state';
import { type PartTraits, possibleActions, refusalOf } from './possible-actions';

/** What only whoever has started the processes can do; each for a part by its name. */
export interface ProcessPort {
  /** Starts a new process; `Parts` is told what becomes of it. */
  start(name: string): void;
  /** Sends SIGTERM to the process, and the others to it and all that it has started. */
  signal(name: string, signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Whether somebody listens on its port. */
  isPortTaken(name: string): Promise<boolean>;
  /** Resolves once its data folder is gone. */
  deleteData(name: string): Promise<void>;
}

interface KnownPart {
  readonly traits: PartTraits;
  state: PartState;
  since: Date;
  /** What has been asked for, while the process has not ended. */
  asked: 'killed' | 'stopped' | undefined;
  /** Under way: nothing else can be done to the part. */
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

/** The processes of the system: the state of each, and what is done to it. */
export class Parts {
  readonly #parts: ReadonlyMap<string, KnownPart>;
  readonly #processes: ProcessPort;
  readonly #faults: Faults;
  readonly #now: () => Date;
  readonly #onChange: () => void;
  readonly #onAction: (name: string, action: PartAction) => void;

  /** `onAction` is called when something is done, at that moment. */
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
   * Does something to a part, and answers with the part as it is after that. A stop, or a start, has only begun then.
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
    // Between here and what a case awaits, nothing else can come in between.
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

  /** Its process has ended; answers with what was asked for, or undefined if nothing was. */
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
        // A stop that was too slow is over now.
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
          // One that was started elsewhere would go on writing to it.
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
