import { SampledLog } from './sampled-log';

describe('SampledLog', () => {
  let lines: [string, object, string][];
  let log: SampledLog;
  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    log = new SampledLog(
      {
        info: (fields, message) => void lines.push(['info', fields, message]),
        warn: (fields, message) => void lines.push(['warn', fields, message]),
        error: (fields, message) => void lines.push(['error', fields, message]),
      },
      { intervalMs: 1_000 },
    );
  });
  afterEach(() => jest.useRealTimers());

  it('writes the first line of a kind at once, then the latest with how many were left out, and begins anew after quiet', () => {
    for (let n = 1; n <= 17; n += 1) log.warn({ code: 'too.much', n }, `the ${n}th`);
    expect(lines).toEqual([['warn', { code: 'too.much', n: 1 }, 'the 1th']]);
    jest.advanceTimersByTime(1_000);
    expect(lines.slice(1)).toEqual([['warn', { code: 'too.much', n: 17, leftOut: 15 }, 'the 17th']]);
    log.warn({ code: 'too.much', n: 18 }, 'the 18th');
    jest.advanceTimersByTime(1_000);
    expect(lines.slice(2)).toEqual([['warn', { code: 'too.much', n: 18 }, 'the 18th']]);
    jest.advanceTimersByTime(1_000);
    log.warn({ code: 'too.much', n: 19 }, 'the 19th');
    expect(lines).toHaveLength(4);
  });

  it('tells kinds apart by level, code, message and where an error came from', () => {
    for (let time = 0; time < 2; time += 1) {
      log.warn({ code: 'a' }, 'x');
      log.warn({ code: 'b' }, 'x');
      log.error({ code: 'a' }, 'x');
      log.info({ code: 'a' }, 'x');
      log.warn({}, 'x');
      log.error({ err: new Error('1') }, 'failed');
      log.error({ err: new Error('2') }, 'failed');
    }
    expect(lines).toHaveLength(7);
  });

  it('stays bounded, however many kinds there are', () => {
    for (let n = 0; n < 10_000; n += 1) log.warn({}, `message ${n}`);
    expect(lines).toHaveLength(101);
    jest.advanceTimersByTime(1_000);
    expect(lines.slice(101)).toEqual([['warn', { leftOut: 9_898 }, 'message 9999']]);
  });
});
