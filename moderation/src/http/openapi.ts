import {
  BATCH_EVENTS_MAX,
  BATCH_TYPE,
  type DocumentedRoute,
  deliveredEventDocument,
  openApiDocument,
  STRUCTURED_TYPE,
} from '@blog/service-kit';
import { z } from 'zod';
import { problemTable } from './problem-table';

const routes: DocumentedRoute[] = [
  {
    method: 'post',
    path: '/events',
    summary: 'Takes events that the bus pushes; a batch is taken as a whole',
    body: {
      [STRUCTURED_TYPE]: deliveredEventDocument,
      [BATCH_TYPE]: z.array(deliveredEventDocument).max(BATCH_EVENTS_MAX),
    },
    answers: {
      204: { description: 'Every comment among them is decided on, and the log has the decisions' },
    },
    problems: ['event.unreadable', 'decision.refused', 'bus.unavailable'],
  },
];

export const openApi = openApiDocument({
  title: 'Moderation',
  description: 'Approves or rejects comments. It holds no state.',
  routes,
  problems: problemTable,
});
