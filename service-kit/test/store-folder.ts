import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../src/index';

/** A store in a fresh folder, which can be closed and opened again as a next process would. */
export class StoreFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'store-'));
  store = new Store(this.path);

  async reopen(): Promise<Store> {
    await this.store.stop();
    this.store = new Store(this.path);
    return this.store;
  }

  async remove(): Promise<void> {
    await this.store.stop();
    rmSync(this.path, { recursive: true });
  }
}
