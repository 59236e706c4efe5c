/** Collects what is added until the next animation frame, and hands it over at once, in order. */
export function batchPerFrame<Item>(onBatch: (items: readonly Item[]) => void) {
  let items: Item[] = [];
  let frame: number | undefined;
  const flush = () => {
    frame = undefined;
    const batch = items;
    items = [];
    onBatch(batch);
  };
  return {
    add(item: Item): void {
      items.push(item);
      frame ??= requestAnimationFrame(flush);
    },
    /** Forgets what was added since the last frame. */
    cancel(): void {
      if (frame !== undefined) cancelAnimationFrame(frame);
      frame = undefined;
      items = [];
    },
  };
}
