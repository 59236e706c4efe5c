import type { Subscriber } from '../api/subscribers';
import type { Publisher } from './use-publishers';

/** More boxes could not be read; the others are listed below the picture. */
export const NODES_MAX = 12;
/** The services of the blog, which all listen, whether the bus can be asked or not. */
const BLOG = ['posts', 'comments', 'moderation', 'query'];

/** Whoever publishes, listens, or both: one node, however many replicas and subscriptions it has. */
export interface ServiceNode {
  readonly name: string;
  /** Undefined if it only listens. */
  readonly publisher: Publisher | undefined;
  /** What is known of its followers and its subscription; may be empty although it listens. */
  readonly subscribers: readonly Subscriber[];
  readonly listens: boolean;
}

/** A node for each name, those of the blog first; `hidden` are the names for which there is no room. */
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
