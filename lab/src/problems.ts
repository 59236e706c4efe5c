import { commonProblems, defineProblems } from '@blog/service-kit';

/** The failures of the lab. */
export const problems = defineProblems(
  {
    'lab.forbidden': ['forbidden', "The request does not have the lab's secret."],
    'lab.unknown_part': ['not found', 'The lab has no part with this name.'],
    'lab.unknown_link': ['not found', 'No service with this name has a link to the bus.'],
    'lab.no_classic': ['not found', 'The classic system does not run.'],
    'lab.not_now': ['conflict', 'The part is not in a state for this; `actions` lists what is possible.'],
    'lab.never_this': [
      'conflict',
      "This is never done to the part: it is the page's own server, its data cannot be rebuilt, or Windows cannot freeze it.",
    ],
    'lab.port_taken': ['conflict', 'A program that the lab has not started holds the port of the part.'],
  },
  commonProblems,
);
