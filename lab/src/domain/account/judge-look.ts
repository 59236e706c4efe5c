import type { Look, SeenComment, ServiceName } from './account-sources';
import { judgeSeen, type Verdict } from './judge-seen';
import { digestOf, type Known, type Subject } from './subject';

interface Judgement {
  readonly subject: Subject;
  /** Key of the finding that it adds or drops. */
  readonly key: string;
  readonly verdict: Verdict;
  /** Whether the service shows it at all. */
  readonly isThere: boolean;
}

const FINE: Verdict = { is: 'fine', through: 0 };

/**
 * Judges what a service shows of a post and its comments, `subjects`: the content of each, how often it appears, and its
 * place. `post` is what is known of the post; undefined if nothing is.
 */
export function* judgeLook(subject: {
  readonly service: ServiceName;
  readonly look: Look;
  readonly subjects: readonly Subject[];
  readonly post: Subject | undefined;
  readonly appliedTo: number;
}): Generator<Judgement> {
  const { service, look, subjects, post, appliedTo } = subject;
  const known = post?.owner ?? [];
  const now = known.findLast(({ position }) => position <= appliedTo);
  const isHidden =
    now?.isDeleted || known.some(({ position, isDeleted }) => isDeleted && position > appliedTo);
  // Any event about the post counts: the lost one may be its creation.
  const isPostThere = now !== undefined || (post?.createdAt ?? Number.POSITIVE_INFINITY) <= appliedTo;
  const comments = new Map<string, { place: number; first: SeenComment; times: number }>();
  for (const [place, comment] of (look.comments ?? []).entries()) {
    const known = comments.get(comment.id);
    if (known === undefined) comments.set(comment.id, { place, first: comment, times: 1 });
    else known.times += 1;
  }
  const inOrder: [place: number, one: Subject][] = [];
  for (const one of subjects) {
    const { kind, id, owner, query } = one;
    const own = service !== 'query';
    const common = { history: own ? owner : query, appliedTo, isOwner: own, isHidden };
    if (kind === 'post') {
      const seen = look.post && {
        version: look.post.version,
        status: undefined,
        text: digestOf(look.post.title),
      };
      yield {
        subject: one,
        key: `look ${service}`,
        verdict: judgeSeen({ ...common, seen }),
        isThere: seen !== undefined,
      };
      continue;
    }
    const { place, first, times } = comments.get(id) ?? { times: 0 };
    if (first === undefined && look.isPartial) continue;
    const seen = first && { version: first.version, status: first.status, text: digestOf(first.content) };
    // A service holds back comments on a post that it does not know yet.
    const isWaiting = look.comments === undefined && !isPostThere && !isHidden;
    const verdict: Verdict = isWaiting
      ? { is: 'waiting' }
      : seen !== undefined && now?.isDeleted
        ? shownInSpiteOf(now)
        : judgeSeen({ ...common, seen });
    yield { subject: one, key: `look ${service}`, verdict, isThere: seen !== undefined };
    const twice = {
      is: 'wrong',
      kind: 'twice',
      position: one.createdAt ?? null,
      text: `shows it ${times} times`,
    } as const;
    yield { subject: one, key: `twice ${service}`, verdict: times > 1 ? twice : FINE, isThere: true };
    if (place !== undefined && one.createdAt !== undefined && one.createdAt <= appliedTo)
      inOrder.push([place, one]);
  }
  yield* judgeOrder(service, inOrder);
}

function shownInSpiteOf({ position }: Known): Verdict {
  return {
    is: 'wrong',
    kind: 'outOfOrder',
    position,
    text: `shows it, although event ${position} deleted its post`,
  };
}

/** Comments must be shown in the order in which they first appear in the log. */
function* judgeOrder(service: ServiceName, shown: [place: number, one: Subject][]): Generator<Judgement> {
  let latest = 0;
  for (const [, subject] of shown.sort(([a], [b]) => a - b)) {
    const createdAt = subject.createdAt ?? 0;
    const text = `shows it after the comment of event ${latest}`;
    const wrong = { is: 'wrong', kind: 'outOfOrder', position: createdAt, text } as const;
    yield { subject, key: `order ${service}`, verdict: createdAt < latest ? wrong : FINE, isThere: true };
    latest = Math.max(latest, createdAt);
  }
}
