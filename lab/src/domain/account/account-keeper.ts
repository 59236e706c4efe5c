import type { Account } from './account';
import {
  type AccountService,
  type AccountSources,
  type LogPlace,
  SERVICE_NAMES,
  type ServiceName,
  type Standing,
  type Wanted,
} from './account-sources';

const ROUND_MS = 1_000;
/** Pause between two looks at a service: at most fifty per second. */
const LOOK_PAUSE_MS = 20;
/** Pause before a suspicion is judged again: the log may explain it in a moment. */
const DOUBT_MS = 100;
/** How long to wait for the log to be read up to its head. */
const READ_MS_MAX = 5_000;
const READ_LOOK_MS = 20;

/** Resolves after `ms`, or once `signal` is aborted. */
type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

interface KeeperOptions {
  readonly account: Account;
  readonly sources: AccountSources;
  readonly pause: Pause;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * Keeps an account up to date: reads the log, and asks each service, one request at a time. A suspicion is checked with a
 * second look, between two reports of the service's progress, and judged once the log has been read up to a later head.
 */
export class AccountKeeper {
  readonly #options: KeeperOptions;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Runs until `signal` is aborted. */
  start(): void {
    void this.#readLog();
    void this.#watchLog();
    for (const name of SERVICE_NAMES) void this.#watch(name);
  }

  async #readLog(): Promise<void> {
    const { account, sources, pause, signal } = this.#options;
    while (!signal.aborted) {
      await sources.log.follow(account.place, account, signal);
      await pause(ROUND_MS, signal);
    }
  }

  async #watchLog(): Promise<void> {
    const { account, sources, signal } = this.#options;
    const { log } = sources;
    await this.#everyRound(async () => {
      const head = await log.head(signal);
      if (head === undefined) return account.logAway();
      account.headRead(head);
      if (!account.hasUndecided) return;
      const through = await log.decidedThrough(signal);
      if (through !== undefined && (await this.#hasReadHead())) account.settleDecisions(through);
    });
  }

  async #watch(name: ServiceName): Promise<void> {
    const { account, sources, nowMs, pause, signal } = this.#options;
    const service = sources.services[name];
    await this.#everyRound(async (startedMs) => {
      const standing = await service.standing(signal);
      account.standing(name, standing);
      if (standing === undefined) return;
      if (name !== 'query' && account.hasUnsettled(name)) await this.#settle(name, service);
      if (!standing.isReady) return;
      while (!signal.aborted && nowMs() - startedMs < ROUND_MS) {
        const next = account.nextLook(name);
        if (next === undefined || !(await this.#look(name, next, standing))) return;
        await pause(LOOK_PAUSE_MS, signal);
      }
    });
  }

  /** False if the service did not answer. */
  async #look(name: ServiceName, of: Wanted, { appliedTo }: Standing): Promise<boolean> {
    const { account, sources, pause, signal } = this.#options;
    const service = sources.services[name];
    const { postId } = of;
    const era = account.era(name);
    const look = await service.look(of, signal);
    if (look === undefined) {
      account.lookAgain(name, postId);
      return false;
    }
    const at = { appliedTo, era, isFinal: false };
    if (account.judge(name, postId, look, at) === 'settled') return true;
    await pause(DOUBT_MS, signal);
    if (account.judge(name, postId, look, at) === 'suspect') await this.#confirm(name, postId);
    return true;
  }

  /** Looks again, to turn a suspicion into certainty. */
  async #confirm(name: ServiceName, postId: string): Promise<void> {
    const { account, sources, signal } = this.#options;
    const service = sources.services[name];
    const era = account.era(name);
    const before = await service.standing(signal);
    if (!before?.isReady) return;
    const look = await service.look({ postId }, signal);
    const after = await service.standing(signal);
    if (look === undefined || !after?.isReady || after.appliedTo < before.appliedTo) return;
    if (after.outbox > 0 || after.setAside > 0 || !(await this.#hasReadHead())) return;
    account.judge(name, postId, look, { appliedTo: before.appliedTo, era, isFinal: true });
  }

  async #settle(name: 'posts' | 'comments', service: AccountService): Promise<void> {
    const { account, signal } = this.#options;
    const { receipts } = account;
    const standing = await service.standing(signal);
    if (standing === undefined || standing.outbox > 0 || standing.setAside > 0) return;
    const { appliedTo } = standing;
    if (!(await this.#hasReadHead())) return;
    await this.#recall(name, receipts);
    account.settle(name, { receipts, appliedTo });
  }

  /** Asks the log for events from before the account started reading, so that they are not taken for lost. */
  async #recall(name: 'posts' | 'comments', receipts: number): Promise<void> {
    const { account, sources, nowMs, signal } = this.#options;
    const startedMs = nowMs();
    for (const subject of account.unread(name, receipts)) {
      const { place } = account;
      const events = place && (await sources.log.eventsOf(subject, place, signal));
      if (place === undefined || events === undefined) return;
      account.recall(subject, { place, events });
      if (nowMs() - startedMs >= ROUND_MS) return;
    }
  }

  /** Resolves to true once the log has been read up to its present head. */
  async #hasReadHead(): Promise<boolean> {
    const { account, sources, nowMs, pause, signal } = this.#options;
    const head: LogPlace | undefined = await sources.log.head(signal);
    if (head === undefined) return false;
    const untilMs = nowMs() + READ_MS_MAX;
    while (!signal.aborted && !account.hasRead(head)) {
      if (nowMs() > untilMs) return false;
      await pause(READ_LOOK_MS, signal);
    }
    return account.hasRead(head);
  }

  async #everyRound(round: (startedMs: number) => Promise<void>): Promise<void> {
    const { nowMs, pause, signal } = this.#options;
    while (!signal.aborted) {
      const startedMs = nowMs();
      await round(startedMs);
      await pause(Math.max(LOOK_PAUSE_MS, ROUND_MS - (nowMs() - startedMs)), signal);
    }
  }
}
