import type { NewEvent } from '@blog/event-log';
import { MemoryEventLog } from '@blog/event-log/memory';
import { createLogger } from '@blog/service-kit';
import { newEvent } from '../../../event-log/test/new-event';
import { eventually } from '../../../service-kit/test/eventually';
import { appendFitting } from './append-fitting';
import { EventTypes, type PublishedEvent } from './event-types';

const logger = createLogger({ name: 'test', level: 'silent' });
const numbers = { schema: { type: 'number' }, dataschema: null, meaning: null };
const changer = { address: 'here', signal: new AbortController().signal, except: [] };

/** A log that takes its time to tell whether an event is stored. */
class AskedLog extends MemoryEventLog {
  readonly asked: string[] = [];
  held: Promise<void> = Promise.resolve();

  override async has(event: Pick<NewEvent, 'source' | 'id'>): Promise<boolean> {
    this.asked.push(event.id);
    await this.held;
    return super.has(event);
  }
}

function published(id: string, type: string, data: unknown): PublishedEvent {
  const value = { type, data };
  return { value, event: newEvent({ id, ...value }) };
}

describe('appendFitting', () => {
  let log: AskedLog;
  let types: EventTypes;
  const append = (...events: PublishedEvent[]) => appendFitting({ log, types }, events);
  const register = (type: string) => types.put(type, numbers, changer);
  beforeEach(() => {
    log = new AskedLog();
    const store = { list: () => [], save: async () => {}, remove: async () => {} };
    types = new EventTypes({ log, store, logger, typesMax: 10 });
  });

  it('refuses events that do not fit, by their indexes, and appends nothing of their batch', async () => {
    await register('T');
    const batch = [published('a', 'T', 1), published('b', 'T', 'x'), published('c', 'Other', 'x')];
    await expect(append(...batch)).rejects.toMatchObject({
      code: 'event.schema_mismatch',
      details: { indexes: [1], errors: [{ index: 1, type: 'T' }] },
    });
    expect([log.head, log.asked]).toEqual([0, ['b']]);
  });

  it('takes an event again that was stored before its type came, and asks the log for no other', async () => {
    const event = published('a', 'T', 'x');
    await append(event);
    await types.exempt('T', 1, changer);
    await register('T');
    expect(await append(published('b', 'T', 2), event)).toEqual([
      { id: 'b', position: 2, isNew: true },
      { id: 'a', position: 1, isNew: false },
    ]);
    expect(log.asked).toEqual(['a']);
  });

  it('checks against a type that came while it asked', async () => {
    const event = published('a', 'T', 'x');
    await append(event);
    await types.exempt('T', 1, changer);
    await register('T');
    let answer = () => {};
    log.held = new Promise((resolve) => {
      answer = resolve;
    });
    const appending = append(event, published('b', 'Later', 'x'));
    const refused = expect(appending).rejects.toMatchObject({ details: { indexes: [1] } });
    await eventually(() => expect(log.asked).toEqual(['a']));
    expect(await register('Later')).toBe(true);
    answer();
    await refused;
    expect(log.head).toBe(1);
  });
});
