import { BATCH_TYPE, type DocumentedRoute, openApiDocument, STRUCTURED_TYPE } from '@blog/service-kit';
import { z } from 'zod';

const event = z.looseObject({}).meta({ description: 'A CloudEvents 1.0 event of the log' });

const routes: DocumentedRoute[] = [
  {
    method: 'post',
    path: '/events',
    summary: 'Takes events that the bus pushes; a batch is taken as a whole',
    body: {
      [STRUCTURED_TYPE]: event,
      [BATCH_TYPE]: z.array(event),
    },
    answers: {
      204: { description: 'Every comment among them is decided on, and the log has the decisions' },
    },
  },
];

export const openApi = openApiDocument({
  title: 'Moderation',
  description: 'Approves or rejects comments. It holds no state.',
  routes,
});
