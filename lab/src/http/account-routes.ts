import { methodNotAllowed, noQuery } from '@blog/service-kit';
import { Router } from 'express';
import type { Account } from '../domain/account/account';

/** Reads an account at `path`, and restarts it; `account` is called for each request, and may throw. */
export function accountRoutes(path: string, account: () => Account): Router {
  const router = Router();
  router
    .route(path)
    .get(noQuery, (_request, response) => {
      response.setHeader('Cache-Control', 'no-store');
      response.json(account().report());
    })
    .delete(noQuery, (_request, response) => {
      account().restart();
      response.status(204).end();
    })
    .all(methodNotAllowed);
  return router;
}
