import type { AccountState, Finding } from '@blog/lab/account';

export const FINDING_WORDS: readonly { readonly kind: Finding['kind']; readonly word: string }[] = [
  { kind: 'lost', word: 'lost' },
  { kind: 'twice', word: 'twice' },
  { kind: 'outOfOrder', word: 'out of order' },
];

export const wordOf = (kind: Finding['kind']) => FINDING_WORDS.find((one) => one.kind === kind)?.word ?? kind;

export const number = (count: number) => count.toLocaleString('en');

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
export const timeOf = (at: string) => time.format(new Date(at));

export const acceptedOf = ({ posts, comments }: AccountState) => posts.accepted + comments.accepted;

/** The stages of what was accepted, each with its count so far and the total. */
export function stepsOf({ posts, comments }: AccountState) {
  const of = posts.accepted + comments.accepted;
  return [
    { name: 'accepted', done: of, of },
    { name: 'in the log', done: posts.inLog + comments.inLog, of },
    { name: 'in posts', done: posts.inPosts, of: posts.accepted },
    { name: 'in comments', done: comments.inComments, of: comments.accepted },
    { name: 'in query', done: posts.inQuery + comments.inQuery, of },
    { name: 'decided', done: comments.decided, of: comments.accepted },
  ];
}

/** The account in one sentence. */
export function standOf(account: AccountState): string {
  const { lost, twice, outOfOrder, onTheWay, beingChecked, unchecked } = account;
  const accepted = acceptedOf(account);
  if (accepted === 0) return 'Nothing has been accepted yet: start the load, or write a post.';
  const open = onTheWay + beingChecked + unchecked;
  if (lost + twice + outOfOrder > 0)
    return `Not all of the ${number(accepted)} accepted are as they should be.`;
  if (open === 0) return `All ${number(accepted)} accepted are everywhere, once, in order.`;
  return `${number(accepted - open)} of ${number(accepted)} accepted are everywhere, once, in order.`;
}

/** Why something is still on its way, as far as the services report it. */
export function waitingFor({ log, services }: AccountState): string[] {
  return [
    ...(log === 'away' ? ['the bus cannot be reached'] : []),
    ...services.filter(({ state }) => state === 'away').map(({ name }) => `${name} does not answer`),
    ...services.filter(({ state }) => state === 'rebuilding').map(({ name }) => `${name} is not ready`),
    ...services
      .filter(({ outbox }) => outbox !== null && outbox > 0)
      .map(({ name, outbox }) => `${number(outbox ?? 0)} in the outbox of ${name}`),
  ];
}
