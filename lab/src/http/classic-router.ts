import { jsonBody, methodNotAllowed, noQuery } from '@blog/service-kit';
import { Router } from 'express';
import type { Classic } from '../domain/classic';
import { classicRequest } from '../domain/lab-state';
import { accountRoutes } from './account-routes';
import { receiptsQuery } from './request-schemas';

const BODY_BYTES_MAX = 1024;

export interface ClassicHttpPorts {
  readonly classic: Classic;
}

/** The classic system beside this one. */
export function classicRouter({ classic }: ClassicHttpPorts): Router {
  const router = Router();

  router
    .route('/lab/classic')
    .put(noQuery, jsonBody(BODY_BYTES_MAX), async (request, response) => {
      response.json(await classic.set(classicRequest.parse(request.body)));
    })
    .all(methodNotAllowed);

  router
    .route('/lab/classic/receipts')
    .get((request, response) => {
      response.setHeader('Cache-Control', 'no-store');
      const page = classic.receipts.page(receiptsQuery.parse(request.query));
      response.json({ ...page, underWay: classic.underWay });
    })
    .all(methodNotAllowed);

  router.use(accountRoutes('/lab/classic/account', () => classic.account));
  return router;
}
