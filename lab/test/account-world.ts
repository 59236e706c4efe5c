import {
  type BlogEvent,
  type CommentEvent,
  type CommentState,
  evolveComment,
  evolvePost,
  type PostEvent,
  type PostState,
} from '@blog/contracts';
import { Account } from '../src/domain/account/account';
import type { Look, ServiceName } from '../src/domain/account/account-sources';

const EPOCH = 'e1';
type Owner = 'posts' | 'comments';
const OWNERS: readonly Owner[] = ['posts', 'comments'];
const isOfPost = (event: BlogEvent): event is PostEvent => !('postId' in event.data);

/** Posts and comments as a reader folds them. */
class Folded {
  readonly posts = new Map<string, PostState>();
  readonly comments = new Map<string, CommentState>();

  apply(event: BlogEvent): void {
    const { id } = event.data;
    if (isOfPost(event)) this.posts.set(id, evolvePost(this.posts.get(id), event));
    else this.comments.set(id, evolveComment(this.comments.get(id), event as CommentEvent));
  }

  /** What it shows of a post or comment; undefined if nothing. */
  shown(id: string): object | undefined {
    const post = this.posts.get(id);
    if (post !== undefined) return post.deleted ? undefined : { version: post.version, title: post.title };
    const comment = this.comments.get(id);
    // A comment without its post is invisible.
    if (comment === undefined || comment.deleted || this.posts.get(comment.postId)?.deleted !== false)
      return undefined;
    const { version, status, content } = comment;
    return { version, status, content };
  }

  look(postId: string): Look {
    const post = this.posts.get(postId);
    if (post === undefined || post.deleted) return {};
    const comments = [...this.comments.values()].filter((one) => one.postId === postId && !one.deleted);
    return { post, comments };
  }
}

/** A blog with its log in which everything happens step by step, including what must never happen; and its account. */
export class AccountWorld {
  readonly account: Account;
  readonly log: BlogEvent[] = [];
  readonly query = new Folded();
  readonly ids: { kind: 'post' | 'comment'; id: string; postId: string; version: number }[] = [];
  readonly twiceInQuery = new Set<string>();
  readonly #owners = { posts: new Folded(), comments: new Folded() };
  readonly #outbox: Record<Owner, BlogEvent[]> = { posts: [], comments: [] };
  readonly #applied: Record<ServiceName, number> = { posts: 0, comments: 0, query: 0 };
  /** Receipts that the account has not been given yet. */
  readonly #receipts: (typeof this.ids)[number][] = [];
  #read = 0;
  #count = 0;
  #nowMs = 0;

  constructor(options: { followedMax?: number; unclaimedMax?: number } = {}) {
    this.account = new Account({ nowMs: () => this.#nowMs, ...options });
    this.account.began({ epoch: EPOCH, position: 0 });
  }

  create(kind: 'post' | 'comment', postId?: string): string {
    this.#count += 1;
    const id = `${kind[0]}${this.#count}`;
    const subject = { kind, id, postId: postId ?? id, version: 1 };
    this.ids.push(subject);
    this.#tell(kind === 'post' ? 'PostCreated' : 'CommentCreated', subject);
    this.#receipts.push(subject);
    return id;
  }

  change(subject: (typeof this.ids)[number], isDeletion: boolean): void {
    const { posts, comments } = this.#owners;
    const state = subject.kind === 'post' ? posts.posts.get(subject.id) : comments.comments.get(subject.id);
    if (state?.deleted !== false) return;
    subject.version += 1;
    const [edited, deleted] =
      subject.kind === 'post' ? ['PostUpdated', 'PostDeleted'] : ['CommentEdited', 'CommentDeleted'];
    this.#tell((isDeletion ? deleted : edited) as BlogEvent['type'], subject);
  }

  /** Moves the next event of an outbox into the log; or drops it, and returns what it was about. */
  relay(owner: Owner, isDropped = false): string | undefined {
    const event = this.#outbox[owner].shift();
    if (event !== undefined && !isDropped) this.log.push(event);
    return event?.data.id;
  }

  nextInOutbox(owner: Owner): BlogEvent | undefined {
    return this.#outbox[owner][0];
  }

  /** Moderation handles the next event. */
  moderate(): void {
    const decided = new Set(this.log.filter(({ type }) => type === 'CommentModerated').map(keyOf));
    const event = this.log.find(
      (one) => /^Comment(Created|Edited)$/.test(one.type) && !decided.has(keyOf(one)),
    );
    if (event !== undefined) this.log.push(decisionOn(event));
  }

  /** A service applies the next event, or skips it. */
  apply(service: ServiceName, isSkipped = false): void {
    const event = this.log[this.#applied[service]];
    if (event === undefined) return;
    this.#applied[service] += 1;
    if (isSkipped) return;
    if (service === 'query') {
      if (event.type !== 'CommentModerated') this.query.apply(event);
    } else if (isOfPost(event) || (service === 'comments' && event.type !== 'CommentUpdated')) {
      const before = this.#owners[service].comments.get(event.data.id);
      this.#owners[service].apply(event);
      const isNew = before !== this.#owners[service].comments.get(event.data.id);
      if (event.type === 'CommentModerated' && isNew)
        this.#outbox.comments.push({ ...event, type: 'CommentUpdated' });
    }
  }

  /** The account reads the next event, or the next receipt. */
  read(): void {
    const event = this.log[this.#read];
    if (event === undefined) return;
    this.#read += 1;
    this.account.event({ position: this.#read, event });
  }

  hear(): void {
    const subject = this.#receipts.shift();
    if (subject !== undefined) this.account.accept(subject);
  }

  look(service: ServiceName, postId: string): void {
    const appliedTo = this.#applied[service];
    const folded = service === 'query' ? this.query : this.#owners[service];
    const { post, comments } = folded.look(postId);
    const twice = service === 'query' ? (comments ?? []).filter(({ id }) => this.twiceInQuery.has(id)) : [];
    const look = {
      ...(service !== 'comments' && { post }),
      ...(service !== 'posts' && { comments: comments && [...comments, ...twice] }),
    };
    const isRelayed = service === 'query' || this.#outbox[service].length === 0;
    const isFinal = isRelayed && this.#read === this.log.length;
    this.account.standing(service, { isReady: true, appliedTo, outbox: 0, setAside: 0 });
    this.account.judge(service, postId, look, { appliedTo, era: this.account.era(service), isFinal });
  }

  settle(): void {
    if (this.#read < this.log.length) return;
    for (const owner of OWNERS) {
      if (this.#outbox[owner].length > 0) continue;
      this.account.settle(owner, { receipts: this.account.receipts, appliedTo: this.#applied[owner] });
    }
  }

  /** Runs everything to its end, and tells the account. */
  finish(): void {
    for (let length = -1; length !== this.log.length; ) {
      length = this.log.length;
      for (const owner of OWNERS) while (this.relay(owner) !== undefined);
      for (let before = -1; before !== this.log.length; this.moderate()) before = this.log.length;
      for (const service of ['posts', 'comments', 'query'] as const)
        while (this.#applied[service] < this.log.length) this.apply(service);
    }
    while (this.#read < this.log.length) this.read();
    while (this.#receipts.length > 0) this.hear();
    this.settle();
    this.account.settleDecisions(this.log.length);
    for (const service of ['posts', 'comments', 'query'] as const)
      for (const { kind, id } of this.ids) if (kind === 'post') this.look(service, id);
    this.#nowMs += 1;
    this.account.headRead({ epoch: EPOCH, position: this.log.length });
  }

  /** The ids of posts and comments that query shows with another state or place than the log says. */
  wrongInQuery(): Set<string> {
    const expected = new Folded();
    for (const event of this.log) if (event.type !== 'CommentModerated') expected.apply(event);
    const isWrong = (id: string) =>
      JSON.stringify(expected.shown(id)) !== JSON.stringify(this.query.shown(id));
    return new Set([...this.ids.map(({ id }) => id).filter(isWrong), ...this.#misplacedInQuery()]);
  }

  /** Comments that query lists after a later one. */
  #misplacedInQuery(): string[] {
    const places = new Map<string, number>();
    for (const [place, { type, data }] of this.log.entries()) {
      if (type === 'CommentCreated' && !places.has(data.id)) places.set(data.id, place);
    }
    return this.ids.flatMap(({ id: postId }) => {
      const shown = (this.query.look(postId).comments ?? []).filter(({ id }) => places.has(id));
      const placeOf = ({ id }: { id: string }) => places.get(id) ?? 0;
      const isLate = (one: { id: string }, index: number) =>
        shown.slice(0, index).some((before) => placeOf(before) > placeOf(one));
      return shown.filter(isLate).map(({ id }) => id);
    });
  }

  #tell(type: BlogEvent['type'], { kind, id, postId, version }: (typeof this.ids)[number]): void {
    const owner = kind === 'post' ? 'posts' : 'comments';
    const text =
      kind === 'post'
        ? { title: `Title ${version}` }
        : { postId, content: `Text ${version}`, status: 'pending' };
    const event = {
      type,
      id: `${type} ${id} ${version}`,
      source: owner,
      time: '',
      data: { id, version, ...text },
    } as unknown as BlogEvent;
    this.#owners[owner].apply(event);
    this.#outbox[owner].push(event);
  }
}

const keyOf = ({ data: { id, version } }: BlogEvent) => `${id} ${version}`;

function decisionOn(event: BlogEvent): BlogEvent {
  const status = event.data.version % 2 === 0 ? 'rejected' : 'approved';
  return { ...event, type: 'CommentModerated', data: { ...event.data, status } } as unknown as BlogEvent;
}
