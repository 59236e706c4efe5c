import type { Subscriber } from '../api/subscribers';
import type { Publisher } from './use-publishers';

/** More boxes would be unreadable; the others are listed below the picture. */
export const NODES_MAX = 12;
/** The services of the blog. All of them listen, even while the bus cannot be asked. */
const BLOG = ['posts', 'comments', 'moderation', 'query'];

/** A publisher, a listener, or both: one node, however many replicas and subscriptions it has. */
export interface ServiceNode {
  readonly name: string;
  /** Undefined if it only listens. */
  readonly publisher: Publisher | undefined;
  /** Its followers and its subscription, as far as known; may be empty although it listens. */
  readonly subscribers: readonly Subscriber[];
  readonly listens: boolean;
}

/** A node per name, the blog's first; `hidden`: the names that do not fit. */
export function serviceNodes(options: {
  publishers: readonly Publisher[];
  subscribers: readonly Subscriber[];
}): { readonly nodes: readonly ServiceNode[]; readonly hidden: readonly string[] } {
  const { publishers, subscribers } = options;
  const others = [...publishers, ...subscribers]
    .map(({ name }) => name)
    .filter((name) => !BLOG.includes(name));
  const names = [...BLOG, ...new Set(others)];
  const nodes = names.slice(0, NODES_MAX).map((name): ServiceNode => {
    const own = subscribers.filter((subscriber) => subscriber.name === name);
    return {
      name,
      publisher: publishers.find((publisher) => publisher.name === name),
      subscribers: own,
      listens: own.length > 0 || BLOG.includes(name),
    };
  });
  return { nodes, hidden: names.slice(NODES_MAX) };
}
