import { type WriteOutcome, type WriteTarget, writeBatch } from './batch-writer';
import { logUnavailable } from './log-unavailable';

const WRONG_LAST_SEQUENCE = 10071;

/** Servers that refuse a write with these words, and a stream that ends at `last`, if it says so. */
function refusing(description: string, last?: number): WriteTarget {
  const error = { err_code: WRONG_LAST_SEQUENCE, description };
  const lastSequence = async () => {
    if (last === undefined) throw logUnavailable('not answered');
    return last;
  };
  return {
    link: { request: async () => ({ json: () => ({ error }) }) },
    api: { lastSequence },
  } as unknown as WriteTarget;
}

const write = (target: WriteTarget): Promise<WriteOutcome> =>
  writeBatch(target, { after: 5, messages: [{ subject: 'events', payload: 'e' }] }, 100);

describe('writeBatch', () => {
  it('takes where the stream ends from the refusal', async () => {
    expect(await write(refusing('wrong last sequence: 7', 9))).toEqual({ kind: 'overtaken', last: 7 });
  });

  it('asks the stream where it ends when the refusal does not say it', async () => {
    expect(await write(refusing('the stream has moved on', 9))).toEqual({ kind: 'overtaken', last: 9 });
  });

  it('does not claim to know what became of a write when the stream does not answer either', async () => {
    expect(await write(refusing('the stream has moved on'))).toMatchObject({ kind: 'unknown' });
  });
});
