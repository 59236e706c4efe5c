import { readdirSync, rmSync } from 'node:fs';
import { missingTools } from '../../../e2e/harness/missing-tools';
import { encodeLines } from '../../src/event-line';
import type { JetStreamEventLog } from '../../src/jetstream';
import { encodePage, PAGE_EVENTS } from '../../src/jetstream/id-page';
import { StreamReader } from '../../src/jetstream/stream-reader';
import { newEvents } from '../new-event';
import { NatsAdmin } from './nats-admin';
import { NatsCluster } from './nats-cluster';
import { StreamData } from './stream-data';

const BATCHES = 70;
const BATCH = 1_000;

(missingTools.has('nats-server') ? describe.skip : describe)('the folder of ids', () => {
  let cluster: NatsCluster;
  let data: StreamData;
  const batches = Array.from({ length: BATCHES }, () => newEvents(BATCH));
  beforeAll(async () => {
    cluster = await NatsCluster.start(1);
    data = new StreamData({ url: cluster.url, replicas: 1 });
    const log = await data.open(1);
    for (const batch of batches) await log.append(batch);
    await log.stop();
  });
  afterAll(async () => {
    data.remove();
    await cluster.stop();
  });

  async function itKnowsAll(log: JetStreamEventLog): Promise<void> {
    for (const [index, batch] of batches.entries()) {
      const [first, last] = [batch[0], batch[BATCH - 1]].map((event) => event as NonNullable<typeof event>);
      const answers = await log.append([first, last] as never);
      expect(answers.map(({ position }) => position)).toEqual([index * BATCH + 1, (index + 1) * BATCH]);
      expect(answers.some(({ isNew }) => isNew)).toBe(false);
    }
    expect(log.head).toBe(BATCHES * BATCH);
  }

  it('has most ids on disk, of which a start reads none again', async () => {
    const log = await data.open(1);
    expect(readdirSync(`${data.folderOf(1)}/${log.id}/ids`)).not.toEqual([]);
    await itKnowsAll(log);
    await log.stop();
  });

  it('is rebuilt when it is lost, or belongs to another log', async () => {
    for (const replica of [1, 2]) {
      rmSync(data.folderOf(replica), { recursive: true, force: true });
      const log = await data.open(replica);
      await itKnowsAll(log);
      await log.stop();
    }
    const other = new StreamData({ url: cluster.url, replicas: 1 });
    const log = await other.open(1, { folder: data.folderOf(1) });
    expect(readdirSync(data.folderOf(1))).toEqual([log.id]);
    expect(await log.append(newEvents(1))).toMatchObject([{ position: 1, isNew: true }]);
    await log.stop();
    other.remove();
  });

  describe('that was lost', () => {
    const pages = () => `${data.stream}_IDS`;
    let eventsRead = 0;
    beforeEach(() => {
      rmSync(data.folderOf(1), { recursive: true, force: true });
      const { readMany } = StreamReader.prototype;
      eventsRead = 0;
      jest.spyOn(StreamReader.prototype, 'readMany').mockImplementation(async function (
        this: StreamReader,
        first: number,
      ) {
        const block = await readMany.call(this, first);
        if (block !== undefined) eventsRead += block.last - block.first + 1;
        return block;
      });
    });
    afterEach(() => jest.restoreAllMocks());

    async function openAndCheck(): Promise<void> {
      const log = await data.open(1);
      await itKnowsAll(log);
      await log.stop();
    }

    it('is rebuilt from the pages of ids that the writer stored, and only the latest events', async () => {
      await openAndCheck();
      expect(eventsRead).toBeGreaterThan(0);
      expect(eventsRead).toBeLessThan(PAGE_EVENTS);
    });

    it('is rebuilt from the pages of ids that were stored with imported events', async () => {
      const imported = new StreamData({ url: cluster.url, replicas: 1 });
      const copy = await imported.open(1);
      for (const [index, batch] of batches.entries()) {
        const after = index * BATCH;
        const events = batch.map(({ bytes }, place) => ({ position: after + place + 1, bytes }));
        const lines = encodeLines(events, '2026-01-01T00:00:00.000Z');
        await copy.import({ after, through: after + BATCH, lines });
      }
      await copy.stop();
      rmSync(imported.folderOf(1), { recursive: true });
      const log = await imported.open(1);
      await itKnowsAll(log);
      await log.stop();
      imported.remove();
      expect(eventsRead).toBeLessThan(PAGE_EVENTS);
    });

    it.each([
      ['is damaged', () => Buffer.from('damaged')],
      ['has the ids of another log', (page: number) => encodePage(page, new Array(PAGE_EVENTS).fill(7))],
    ])('is made of the events of a page that %s, and the page is stored again', async (_what, contentOf) => {
      const admin = await NatsAdmin.open(cluster.url);
      const subjects = await admin.subjects(pages());
      expect(subjects).toHaveLength(Math.floor((BATCHES * BATCH) / PAGE_EVENTS));
      for (const subject of subjects) {
        await admin.publish(subject, contentOf(Number(subject.split('.').at(-1))));
      }
      await admin.close();
      await openAndCheck();
      expect(eventsRead).toBeGreaterThanOrEqual(BATCHES * BATCH);
      rmSync(data.folderOf(1), { recursive: true, force: true });
      eventsRead = 0;
      await openAndCheck();
      expect(eventsRead).toBeLessThan(PAGE_EVENTS);
    });

    it('is rebuilt from all events if there are no pages', async () => {
      const admin = await NatsAdmin.open(cluster.url);
      await admin.delete(pages());
      await admin.close();
      await openAndCheck();
      expect(eventsRead).toBeGreaterThanOrEqual(BATCHES * BATCH);
    });
  });
});
