import { CheckpointPace } from './checkpoint-pace';

describe('CheckpointPace', () => {
  let nowMs = 0;
  let pace: CheckpointPace;
  beforeEach(() => {
    nowMs = 5_000;
    pace = new CheckpointPace({ told: 7, head: 7 }, () => nowMs);
  });

  it('has nothing to tell whoever knows the position, by an event or a checkpoint', () => {
    expect(pace.waitMs(7)).toBe(Number.POSITIVE_INFINITY);
    pace.sentEvent(9);
    expect(pace.waitMs(9)).toBe(Number.POSITIVE_INFINITY);
    pace.sentCheckpoint(12);
    expect(pace.waitMs(12)).toBe(Number.POSITIVE_INFINITY);
  });

  it('tells at once after a pause, also right after an event', () => {
    pace.sentEvent(8);
    expect(pace.waitMs(9)).toBe(0);
  });

  it('tells every 100 ms at most', () => {
    pace.sentCheckpoint(8);
    nowMs += 30;
    pace.sentEvent(9);
    expect(pace.waitMs(10)).toBe(70);
    nowMs += 70;
    expect(pace.waitMs(10)).toBe(0);
  });

  it('tells a reader at once that it has caught up with the log, once', () => {
    pace = new CheckpointPace({ told: 7, head: 20 }, () => nowMs);
    pace.sentCheckpoint(8);
    nowMs += 30;
    expect(pace.waitMs(19)).toBe(70);
    expect(pace.waitMs(21)).toBe(0);
    pace.sentCheckpoint(21);
    expect(pace.waitMs(22)).toBe(100);
  });
});
