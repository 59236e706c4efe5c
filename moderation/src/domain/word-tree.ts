/** A prefix of one or more words. */
interface Node {
  readonly next: Map<string, Node>;
  /** Its longest proper suffix that is a prefix of a word too. */
  fallback: Node | undefined;
  /** The words that end here. */
  readonly words: number[];
  /** The nearest fallback at which a word ends. */
  shorter: Node | undefined;
}

const newNode = (): Node => ({ next: new Map(), fallback: undefined, words: [], shorter: undefined });

/** Finds many words in a text in one pass over it (Aho and Corasick, 1975). */
export class WordTree {
  readonly #root = newNode();

  constructor(words: readonly string[]) {
    words.forEach((word, index) => {
      this.#add(word, index);
    });
    this.#link();
  }

  /** Calls `found` for each place where a word ends, with its index and the position after it. */
  search(text: string, found: (index: number, end: number) => void): void {
    let node = this.#root;
    for (let at = 0; at < text.length; at += 1) {
      node = this.#follow(node, text.charAt(at));
      for (let end: Node | undefined = node; end !== undefined; end = end.shorter) {
        for (const index of end.words) found(index, at + 1);
      }
    }
  }

  #add(word: string, index: number): void {
    let node = this.#root;
    for (let at = 0; at < word.length; at += 1) {
      const unit = word.charAt(at);
      const next = node.next.get(unit) ?? newNode();
      node.next.set(unit, next);
      node = next;
    }
    if (node !== this.#root) node.words.push(index);
  }

  #link(): void {
    // Level by level: the fallback of a node is nearer to the root.
    const queue = [this.#root];
    for (const node of queue) {
      for (const [unit, next] of node.next) {
        const { fallback } = node;
        next.fallback = fallback === undefined ? this.#root : this.#follow(fallback, unit);
        next.shorter = next.fallback.words.length > 0 ? next.fallback : next.fallback.shorter;
        queue.push(next);
      }
    }
  }

  #follow(from: Node, unit: string): Node {
    let node: Node | undefined = from;
    while (node !== undefined) {
      const next = node.next.get(unit);
      if (next !== undefined) return next;
      node = node.fallback;
    }
    return this.#root;
  }
}
