import { jsonBody, methodNotAllowed, noQuery, SSE_TYPE } from '@blog/service-kit';
import { Router } from 'express';
import type { Account } from '../domain/account/account';
import { receiptReport } from '../domain/account-state';
import type { Changes } from '../domain/changes';
import { type LabState, linkRequest, loadRequest } from '../domain/lab-state';
import type { Links } from '../domain/links';
import type { Load } from '../domain/load';
import type { Parts } from '../domain/parts';
import type { Receipts } from '../domain/receipts';
import { accountRoutes } from './account-routes';
import { actionParams, linkParams, receiptsQuery } from './request-schemas';
import { streamState } from './stream-state';

const BODY_BYTES_MAX = 1024;

export interface LabHttpPorts {
  readonly state: () => LabState;
  readonly parts: Parts;
  readonly links: Links;
  readonly load: Load;
  readonly receipts: Receipts;
  readonly account: Account;
  readonly changes: Changes;
  /** When it is aborted, streams end. */
  readonly closing: AbortSignal;
}

export function labRouter(ports: LabHttpPorts): Router {
  const { state, parts, links, load, receipts, account } = ports;
  const body = jsonBody(BODY_BYTES_MAX);
  const router = Router();

  router
    .route('/lab')
    .get(noQuery, async (request, response) => {
      response.vary('Accept').setHeader('Cache-Control', 'no-store');
      if (request.accepts('json', SSE_TYPE) === SSE_TYPE) await streamState(request, response, ports);
      else response.json(state());
    })
    .all(methodNotAllowed);

  router
    .route('/lab/parts/:name/:action')
    .post(noQuery, async (request, response) => {
      const { name, action } = actionParams.parse(request.params);
      response.json(await parts.act(name, action));
    })
    .all(methodNotAllowed);

  router
    .route('/lab/links/:service')
    .put(noQuery, body, (request, response) => {
      const { service } = linkParams.parse(request.params);
      response.json(links.set(service, linkRequest.parse(request.body)));
    })
    .all(methodNotAllowed);

  router
    .route('/lab/load')
    .put(noQuery, body, (request, response) => {
      load.set(loadRequest.parse(request.body));
      response.json(load.rate);
    })
    .delete(noQuery, (_request, response) => {
      load.end();
      response.status(204).end();
    })
    .all(methodNotAllowed);

  router
    .route('/lab/receipts')
    .get((request, response) => {
      response.setHeader('Cache-Control', 'no-store');
      response.json({ ...receipts.page(receiptsQuery.parse(request.query)), underWay: load.underWay });
    })
    .post(noQuery, body, (request, response) => {
      const report = receiptReport.parse(request.body);
      // The same answer may be reported again.
      if (!account.isFollowed(report)) receipts.add(report, 'page');
      response.status(204).end();
    })
    .all(methodNotAllowed);

  router.use(accountRoutes('/lab/account', () => account));
  return router;
}
