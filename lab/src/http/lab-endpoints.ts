import { type Endpoint, implement, SSE_TYPE } from '@blog/service-kit';
import type { Response } from 'express';
import type { Account } from '../domain/account/account';
import type { Changes } from '../domain/changes';
import type { Classic } from '../domain/classic';
import type { LabState } from '../domain/lab-state';
import type { Links } from '../domain/links';
import type { Load } from '../domain/load';
import type { Parts } from '../domain/parts';
import type { Receipts } from '../domain/receipts';
import { routes } from './routes';
import { streamState } from './stream-state';

export interface LabHttpPorts {
  readonly state: () => LabState;
  readonly parts: Parts;
  readonly links: Links;
  readonly load: Load;
  readonly receipts: Receipts;
  readonly account: Account;
  /** The classic system beside this one. */
  readonly classic: Classic;
  readonly changes: Changes;
  /** When it is aborted, streams end. */
  readonly closing: AbortSignal;
}

export function labEndpoints(ports: LabHttpPorts): Endpoint[] {
  const { state, parts, links, load, receipts, account, classic } = ports;
  return implement(routes, {
    readLab: async ({ request, response }) => {
      notStored(response).vary('Accept');
      if (request.accepts('json', SSE_TYPE) !== SSE_TYPE) return state();
      await streamState(request, response, ports);
      return undefined;
    },
    actOnPart: ({ params: { name, action } }) => parts.act(name, action),
    setLink: ({ params, body }) => links.set(params.service, body),
    setLoad: ({ body }) => {
      load.set(body);
      return body;
    },
    endLoad: () => load.end(),
    listReceipts: ({ query, response }) => {
      notStored(response);
      return { ...receipts.page(query), underWay: load.underWay };
    },
    addReceipt: ({ body }) => {
      // The same answer may be reported again.
      if (!account.isFollowed(body)) receipts.add(body, 'page');
    },
    readAccount: ({ response }) => {
      notStored(response);
      return account.report();
    },
    restartAccount: () => account.restart(),
    setClassic: ({ body }) => classic.set(body),
    listClassicReceipts: ({ query, response }) => {
      notStored(response);
      return { ...classic.receipts.page(query), underWay: classic.underWay };
    },
    readClassicAccount: ({ response }) => {
      notStored(response);
      return classic.account.report();
    },
    restartClassicAccount: () => classic.account.restart(),
  });
}

const notStored = (response: Response) => response.set('Cache-Control', 'no-store');
