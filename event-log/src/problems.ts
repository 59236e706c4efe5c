import { commonProblems, defineProblems } from '@blog/service-kit';

/** The failures of a log, whatever its engine. */
export const problems = defineProblems(
  {
    'event.conflict': ['conflict', 'The log has an event with this source and id, and another content.'],
    'batch.too_many_events': ['too large', 'The batch holds more events than the bus accepts at once.'],
    'log.overloaded': ['unavailable', 'Too many events wait to be stored; try again.'],
    'log.unavailable': ['unavailable', 'The log cannot be reached at the moment; try again.'],
    'log.corrupt': ['internal', 'Stored events are damaged or missing; restore the log from a backup.'],
    'log.old_form': [
      'not served',
      'The log was written by an earlier build in a format that this one does not read.',
    ],
    'log.newer_form': ['not served', 'The log was written by a newer build.'],
    'log.stream_unsafe': [
      'not served',
      'The stream is configured so that it could lose events; `wrong` lists the settings.',
    ],
    'log.in_use': ['not served', 'Another writer appended to the stream during an import.'],
    'log.replaced': ['not served', 'The stream was deleted or restored while the bus ran.'],
    'state.superseded': ['unavailable', 'Another replica of the bus has taken over; try again.'],
    'copy.other_log': ['not served', 'The target of the copy holds another log.'],
    'copy.differs': ['not served', 'The two logs do not hold the same events.'],
  },
  commonProblems,
);
