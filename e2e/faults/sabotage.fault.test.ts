import { join } from 'node:path';
import { malformedEvents } from './abuse/malformed-events';
import { unreadAnswers } from './abuse/unread-answers';
import { abuseBy } from './abuse.fault';
import { bitFlip } from './bit-flip.fault';
import type { Fault } from './fault';
import { itOrLeaveOut } from './it-holds';
import { lostAnswer } from './lost-answer.fault';
import { poison } from './poison.fault';
import { powerCut } from './power-cut.fault';
import { roundsOf, runFault, runSeed } from './run-fault';
import { twice } from './twice.fault';

const preload = (name: string) => join(__dirname, 'sabotage', `${name}.js`);

/** Services are sabotaged before they start (`sabotage/`): a suite that stays green then proves nothing. */
describe('the suite goes red', () => {
  const sabotages: readonly [string, Fault, string, RegExp][] = [
    [
      'the bus acknowledges before the fsync',
      powerCut,
      'acknowledge-before-fsync',
      /L=[1-9]|is damaged|were stored, and are missing/,
    ],
    [
      'the bus does not look at checksums',
      bitFlip,
      'skip-checksum',
      // Corrupt bytes read as events may also end the process, or keep it from answering.
      /what was never stored|it answered|did not say|fetch failed/,
    ],
    ['the bus does not recognise an event that comes again', lostAnswer, 'skip-dedupe', /D=[1-9]/],
    // All events are then in flight at once: the last one may arrive first.
    [
      'a cursor moves before the subscriber has acknowledged',
      poison,
      'move-cursor-early',
      /L=[1-9]|went on|is at \d+, not at/,
    ],
    ['an outbox drops an entry', twice, 'drop-outbox-entry', /L=[1-9]/],
    ['a follower passes an event without applying it', twice, 'skip-an-event', /L=[1-9]/],
    [
      'a follower stops at an event that it cannot apply',
      abuseBy([malformedEvents]),
      'set-nothing-aside',
      /is not ready/,
    ],
    [
      'nothing bounds what clients make the bus hold',
      abuseBy([unreadAnswers]),
      'bound-no-bytes',
      /takes \d+ MiB, expected 256/,
    ],
  ];
  for (const [what, fault, sabotage, says] of sabotages) {
    const test = async () => {
      const through = roundsOf(fault, fault.counts.short);
      const run = runFault(fault, { seed: runSeed(), through, drill: { preload: preload(sabotage) } });
      await expect(run).rejects.toThrow(says);
    };
    itOrLeaveOut(fault)(`when ${what}`, test, 120_000);
  }
});
