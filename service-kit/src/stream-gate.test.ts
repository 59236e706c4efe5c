import { StreamGate } from './stream-gate';

describe('StreamGate', () => {
  const entrant = (address: string, name = '') => ({ shares: [address, name], close: jest.fn() });

  it('gives anybody as many streams as there is room for, and says which limit it was', () => {
    const gate = new StreamGate(3);
    const leave = [1, 2, 3].map(() => gate.enter(entrant('a')));
    expect(() => gate.enter(entrant('a'))).toThrow(/3 streams \(STREAMS_MAX\)/);
    leave[0]?.();
    leave[0]?.();
    gate.enter(entrant('a'));
    expect(() => gate.enter(entrant('a'))).toThrow(expect.objectContaining({ code: 'streams.too_many' }));
  });

  it('gives one of a smaller share the place of the latest of the largest', () => {
    const gate = new StreamGate(4);
    const greedy = [1, 2, 3, 4].map(() => entrant('greedy'));
    const leave = greedy.map((one) => gate.enter(one));
    gate.enter(entrant('modest'));
    leave[3]?.();
    gate.enter(entrant('modest'));
    expect(greedy.map(({ close }) => close.mock.calls.length)).toEqual([0, 0, 1, 1]);
    expect(() => gate.enter(entrant('modest'))).toThrow('no share of them is larger');
    expect(() => gate.enter(entrant('greedy'))).toThrow('no share of them is larger');
  });

  it('shares by name among those of one address', () => {
    const gate = new StreamGate(3);
    const greedy = [1, 2, 3].map(() => entrant('a', 'greedy'));
    for (const one of greedy) gate.enter(one);
    gate.enter(entrant('a', 'other'));
    expect(greedy.map(({ close }) => close.mock.calls.length)).toEqual([0, 0, 1]);
  });
});
