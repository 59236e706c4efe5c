'use strict';

/** Shows the progress of the seed: in place on a terminal, elsewhere in one line per 10 %. */
class SeedProgress {
  #done = 0;
  #tenthsShown = 0;
  #total;
  #stream;

  constructor({ total, stream = process.stdout }) {
    this.#total = total;
    this.#stream = stream;
  }

  advance() {
    this.#done += 1;
    const text = `Seeding: ${this.#done} of ${this.#total}`;
    if (this.#stream.isTTY) {
      // Returns to the start of the line: the next text overwrites it.
      this.#stream.write(text + (this.#done === this.#total ? '\n' : '\r'));
      return;
    }
    const tenths = Math.floor((this.#done / this.#total) * 10);
    if (tenths > this.#tenthsShown) {
      this.#tenthsShown = tenths;
      this.#stream.write(`${text} (${tenths * 10} %)\n`);
    }
  }
}

module.exports = { SeedProgress };
