import { newEvent } from '../test/new-event';
import { planGroup, type StoredEvent } from './plan-group';
import { problems } from './problems';

const nothing = { head: 0, stored: () => undefined };
const x = newEvent({ id: 'x', data: 1 });
const otherX = newEvent({ id: 'x', data: 2 });
const y = newEvent({ id: 'y' });
const z = newEvent({ id: 'z' });
const numbersOf = ({ planned }: { planned: readonly StoredEvent[] }) =>
  planned.map(({ position }) => position);

describe('planGroup', () => {
  it('gives the positions after the head, in the order of the batches', () => {
    const plan = planGroup([[x, y], [], [z]], { ...nothing, head: 41 });
    expect(plan.planned.map(({ position, bytes }) => ({ position, bytes }))).toEqual([
      { position: 42, bytes: x.bytes },
      { position: 43, bytes: y.bytes },
      { position: 44, bytes: z.bytes },
    ]);
    expect(plan.outcomes).toEqual([
      {
        appended: [
          { id: 'x', position: 42, isNew: true },
          { id: 'y', position: 43, isNew: true },
        ],
      },
      { appended: [] },
      { appended: [{ id: 'z', position: 44, isNew: true }] },
    ]);
  });

  it('answers what is stored, or planned before it in the group, with its first position', () => {
    const stored = { position: 7, bytes: x.bytes };
    const plan = planGroup([[x, y, y], [y]], {
      head: 9,
      stored: ({ text }) => (text === '/test\nx' ? stored : undefined),
    });
    expect(numbersOf(plan)).toEqual([10]);
    expect(plan.outcomes).toMatchObject([
      {
        appended: [
          { position: 7, isNew: false },
          { position: 10, isNew: true },
          { position: 10, isNew: false },
        ],
      },
      { appended: [{ position: 10, isNew: false }] },
    ]);
  });

  it('leaves no trace of a batch in conflict: its other events are new in the next one', () => {
    const plan = planGroup([[x], [y, otherX, z], [z, y]], nothing);
    expect(numbersOf(plan)).toEqual([1, 2, 3]);
    expect(plan.outcomes).toMatchObject([
      { appended: [{ position: 1 }] },
      { refused: { code: 'event.conflict', details: { indexes: [1], positions: [1] } } },
      {
        appended: [
          { id: 'z', position: 2, isNew: true },
          { id: 'y', position: 3, isNew: true },
        ],
      },
    ]);
  });

  it('tells a contradiction within a batch from one with what is stored, at no position', () => {
    const stored = { position: 7, bytes: newEvent({ id: 'z', data: 1 }).bytes };
    const basis = {
      head: 9,
      stored: ({ text }: { text: string }) => (text === '/test\nz' ? stored : undefined),
    };
    const otherY = newEvent({ id: 'y', data: 2 });
    const plan = planGroup(
      [
        [x, otherX],
        [y, x, otherY, z, otherX],
      ],
      basis,
    );
    expect(plan.planned).toEqual([]);
    expect(plan.outcomes).toMatchObject([
      {
        refused: {
          message:
            'Events 0 and 1 of the batch contradict each other: the same source and id, other content.',
          details: { indexes: [1], positions: [null] },
        },
      },
      {
        refused: {
          message:
            'Other content is stored under the same source and id, at position 7. ' +
            'Events 0 and 2, 1 and 4 of the batch contradict each other: the same source and id, other content.',
          details: { indexes: [2, 3, 4], positions: [null, 7, null] },
        },
      },
    ]);
  });

  it('refuses only the batch whose look-up fails', () => {
    const plan = planGroup([[y], [z, x], [z]], {
      head: 0,
      stored: ({ text }) => {
        if (text === '/test\nx') throw problems.error('log.corrupt', 'damaged');
        return undefined;
      },
    });
    expect(plan.outcomes).toMatchObject([
      { appended: [{ position: 1 }] },
      { refused: { code: 'log.corrupt' } },
      { appended: [{ position: 2, isNew: true }] },
    ]);
  });
});
