import { commonProblems, defineProblems } from '@blog/service-kit';

/** The failures of moderation. */
export const problems = defineProblems(
  {
    'event.unreadable': ['unprocessable', 'The event does not fit the contract of its type.'],
    'decision.refused': ['unprocessable', 'The bus refused a decision for good.'],
    'bus.unavailable': ['unavailable', 'The bus did not take a decision; it delivers the event again.'],
  },
  commonProblems,
);
