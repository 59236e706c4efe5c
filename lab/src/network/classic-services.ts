import { commentStatus } from '@blog/contracts';
import { z } from 'zod';
import type {
  AccountService,
  Look,
  SeenComment,
  ServiceName,
  Standing,
  Wanted,
} from '../domain/account/account-sources';
import { type ClassicLog, type ClassicStateOf, runsForMs, SETTLE_MS } from './classic-log';
import { ClassicRead, readClassic } from './classic-read';

/** Far less than SETTLE_MS, so that an answer contains everything that has settled. */
const AGE_MS_MAX = 1_000;
/** The course has no versions: everything is at version 1. */
const version = 1;

const comments = z.array(z.object({ id: z.string(), content: z.string(), status: commentStatus }));
const posts = z.record(z.string(), z.object({ title: z.string(), comments: comments.optional() }));
type Posts = ReadonlyMap<string, z.infer<typeof posts>[string]>;

interface ClassicServiceOptions {
  readonly name: ServiceName;
  readonly url: string;
  readonly log: ClassicLog;
  readonly stateOf: ClassicStateOf;
  readonly nowMs: () => number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A classic service. It reports neither readiness nor progress: those are derived from its process and from time. */
class ClassicService {
  readonly #options: ClassicServiceOptions;

  constructor(options: ClassicServiceOptions) {
    this.#options = options;
  }

  async standing(): Promise<Standing | undefined> {
    const { name, log, stateOf, nowMs } = this.#options;
    const ranMs = runsForMs(stateOf, name, nowMs());
    if (ranMs === undefined) return undefined;
    // It has no outbox: 201 is sent after the bus has answered.
    return { isReady: ranMs >= SETTLE_MS, appliedTo: log.settledTo, outbox: 0, setAside: 0 };
  }
}

/** Posts or query of the classic system, which answer with all posts. */
export class ClassicPosts extends ClassicService implements AccountService {
  readonly #read: ClassicRead<Posts>;

  constructor(options: ClassicServiceOptions) {
    super(options);
    const { url, nowMs, pause } = options;
    this.#read = new ClassicRead({ url: `${url}/posts`, take: takePosts, nowMs, pause });
  }

  async look({ postId }: Wanted, signal: AbortSignal): Promise<Look | undefined> {
    const all = await this.#read.recent(AGE_MS_MAX, signal);
    if (all === undefined) return undefined;
    const post = all.get(postId);
    if (post === undefined) return {};
    return { post: { version, title: post.title }, comments: post.comments?.map(toSeen) };
  }
}

/** Comments of the classic system. */
export class ClassicComments extends ClassicService implements AccountService {
  readonly #url: string;

  constructor(options: ClassicServiceOptions) {
    super(options);
    this.#url = options.url;
  }

  async look({ postId }: Wanted, signal: AbortSignal): Promise<Look | undefined> {
    const take = (body: Buffer) => comments.parse(JSON.parse(body.toString()));
    const found = await readClassic(`${this.#url}/posts/${postId}/comments`, take, signal);
    return found && { comments: found.map(toSeen) };
  }
}

const takePosts = (body: Buffer): Posts => new Map(Object.entries(posts.parse(JSON.parse(body.toString()))));

const toSeen = ({ id, content, status }: z.infer<typeof comments>[number]): SeenComment => ({
  ...{ id, content, status, version },
});
