import { Store } from '../../src/index';
import { ManyTables } from '../many-tables';

/** Writes to a store, on and on, until it is killed; says when a transaction begins. */
async function main(): Promise<void> {
  const tables = new ManyTables(await Store.open(process.env.DATA_DIR as string));
  for (let round = Number(process.env.FIRST_ROUND); ; round += 1) {
    const written = tables.write(round);
    process.send?.({ name: `round ${round}` });
    await written;
  }
}

void main();
