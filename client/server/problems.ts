import { commonProblems, defineProblems } from '@blog/service-kit';

/** The failures of the page's server. */
export const problems = defineProblems(
  {
    'service.unavailable': ['bad gateway', 'The service behind /api/<service>/ cannot be reached.'],
    'lab.absent': ['not found', 'This system was not started with a lab.'],
    'lab.forbidden': ['forbidden', "Only this machine's own page may use the lab."],
    'lab.unreachable': ['bad gateway', "The page's server cannot reach the lab."],
    'page.not_built': ['not served', 'The page was not built.'],
  },
  commonProblems,
);
