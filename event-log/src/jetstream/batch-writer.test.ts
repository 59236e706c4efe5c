import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { type WriteOutcome, type WriteTarget, writeBatch } from './batch-writer';
import { logUnavailable } from './log-unavailable';

const WRONG_LAST_SEQUENCE = 10071;

/** Servers that refuse a write with this description, and a stream that ends at `last`, if it answers. */
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

/** A message as sent. */
const textOf = (made: MsgHdrs) =>
  Buffer.from((made as unknown as { encode(): Uint8Array }).encode()).toString('latin1');

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

  it('gives each message of a batch the headers that it needs, and its own', async () => {
    const sent: string[] = [];
    const note = (made: MsgHdrs | undefined) => sent.push(textOf(made as MsgHdrs));
    const link = {
      publish: (_subject: string, _payload: string, made: MsgHdrs) => note(made),
      request: async ({ headers: made }: { headers: MsgHdrs }) => {
        note(made);
        return { json: () => ({ seq: 17 }) };
      },
    };
    const own = { headers: { Own: 'yes' } };
    const messages = Array.from({ length: 12 }, (_, index) => ({
      subject: 'events',
      payload: 'e',
      ...(index === 4 && own),
    }));

    const outcome = await writeBatch({ link } as unknown as WriteTarget, { after: 5, messages }, 100);

    expect(outcome).toEqual({ kind: 'stored' });
    const [, batch] = /Nats-Batch-Id: ([\w-]{12})\r\n/.exec(sent[0] as string) ?? [];
    const expected = messages.map((_, index) => {
      const made = headers();
      if (index === 4) made.set('Own', 'yes');
      if (index === 0) made.set('Nats-Expected-Last-Sequence', '5');
      made.set('Nats-Batch-Id', String(batch));
      made.set('Nats-Batch-Sequence', String(index + 1));
      if (index === 11) made.set('Nats-Batch-Commit', '1');
      return textOf(made);
    });
    expect(sent).toEqual(expected);
  });
});
