import { StoreFolder } from '../test/store-folder';
import { StepByStep } from './step-by-step';

/** A store on which nothing is ever being written. */
const quiet = { transaction: async <Result>(work: () => Result) => work() };

/** A step that counts down, and notes when it is called. */
const countdown = (name: string, from: number, calls: string[]) => () => {
  let left = from;
  return async () => {
    calls.push(`${name}${left}`);
    left -= 1;
    return left < 0 ? null : 1;
  };
};

describe('StepByStep', () => {
  it('gives others a turn after each step, and adds up what was done', async () => {
    const calls: string[] = [];
    const work = new StepByStep(quiet).run(countdown('a', 2, calls));
    const others = (async () => {
      for (let n = 0; n < 3; n += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        calls.push('other');
      }
    })();
    expect(await work).toBe(2);
    await others;
    expect(calls.indexOf('other')).toBeLessThan(calls.indexOf('a0'));
  });

  it('does one work after the other, also after one that failed', async () => {
    const calls: string[] = [];
    const steps = new StepByStep(quiet);
    const failed = steps.run(() => async () => {
      throw new Error('the disk refused');
    });
    const works = [steps.run(countdown('a', 1, calls)), steps.run(countdown('b', 1, calls))];
    await expect(failed).rejects.toThrow('the disk refused');
    expect(await Promise.all(works)).toEqual([1, 1]);
    expect(calls).toEqual(['a1', 'a0', 'b1', 'b0']);
  });

  it('does once what many ask for while it waits, and again for who asks once it has begun', async () => {
    const calls: string[] = [];
    const steps = new StepByStep(quiet);
    const share = () => steps.share('a', countdown('a', 1, calls));
    const first = [share(), share(), share()];
    await new Promise((resolve) => setImmediate(resolve));
    expect(await Promise.all([...first, share(), share()])).toEqual([1, 1, 1, 1, 1]);
    expect(calls).toEqual(['a1', 'a0', 'a1', 'a0']);
  });

  it('finds what is being written when it is asked for', async () => {
    const folder = new StoreFolder();
    const table = folder.store.table<true>('written');
    const writing = folder.store.transaction(() => void table.put('key', true));
    const work = new StepByStep(folder.store).run(() => {
      let found: number | null = table.getCount();
      return async () => {
        const count = found;
        found = null;
        return count;
      };
    });
    expect(await work).toBe(1);
    await writing;
    await folder.remove();
  });
});
