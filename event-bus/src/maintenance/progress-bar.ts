const CELLS = 30;
const EVERY_MS = 100;

/** A progress bar that is drawn in place on a terminal; elsewhere nothing is shown. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  #drawnMs = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  readonly show = (done: number, all: number): void => {
    const nowMs = Date.now();
    if (!this.#stream.isTTY || (nowMs - this.#drawnMs < EVERY_MS && done < all)) return;
    this.#drawnMs = nowMs;
    const filled = Math.floor((done / all) * CELLS);
    const bar = '#'.repeat(filled).padEnd(CELLS, '-');
    this.#stream.write(`\r[${bar}] ${done} of ${all} events${done === all ? '\n' : ''}`);
  };
}
