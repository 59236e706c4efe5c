import { type DocumentedRoute, openApiDocument, SSE_TYPE } from '@blog/service-kit';
import { z } from 'zod';
import {
  classicRequest,
  classicState,
  LAB_PROBLEMS,
  labLink,
  labPart,
  labState,
  linkRequest,
  loadRequest,
  receiptPage,
} from '../domain/lab-state';
import { problemTable } from './problem-table';
import { actionParams, linkParams, receiptsQuery } from './request-schemas';

const { forbidden, neverThis, noClassic, notNow, portTaken, unknownLink, unknownPart } = LAB_PROBLEMS;
const load = loadRequest.meta({ id: 'Load' });
const page = receiptPage.meta({ id: 'ReceiptPage' });
const json = (schema: z.ZodType) => ({ 'application/json': schema });

const routes: DocumentedRoute[] = [
  {
    method: 'get',
    path: '/lab',
    summary: 'The state of the lab; or a stream of it, at once and at each change',
    problems: [forbidden],
    answers: {
      200: {
        description: 'The state',
        content: {
          ...json(labState.meta({ id: 'LabState' })),
          [SSE_TYPE]: z.string().meta({ description: 'Server-Sent Events, each with the whole state' }),
        },
      },
    },
  },
  {
    method: 'post',
    path: '/lab/parts/{name}/{action}',
    summary: 'Kills, stops, freezes, thaws or starts a part, or deletes its data',
    params: actionParams,
    problems: [forbidden, unknownPart, notNow, neverThis, portTaken],
    answers: { 200: { description: 'The part now', content: json(labPart.meta({ id: 'Part' })) } },
  },
  {
    method: 'put',
    path: '/lab/links/{service}',
    summary: 'Opens, slows down or cuts the network between a service and the bus',
    params: linkParams,
    body: json(linkRequest.meta({ id: 'LinkRequest' })),
    problems: [forbidden, unknownLink],
    answers: { 200: { description: 'The link now', content: json(labLink.meta({ id: 'Link' })) } },
  },
  {
    method: 'put',
    path: '/lab/load',
    summary: 'Writes posts and comments at a rate',
    body: json(load),
    problems: [forbidden],
    answers: { 200: { description: 'The load now', content: json(load) } },
  },
  {
    method: 'delete',
    path: '/lab/load',
    summary: 'Ends the load',
    problems: [forbidden],
    answers: { 204: { description: 'Nothing new is written' } },
  },
  {
    method: 'get',
    path: '/lab/receipts',
    summary: 'What of the load was accepted',
    query: receiptsQuery,
    problems: [forbidden],
    answers: {
      200: { description: 'A page of receipts', content: json(page) },
    },
  },
  {
    method: 'put',
    path: '/lab/classic',
    summary: 'Starts the classic system beside this one, or ends it',
    body: json(classicRequest.meta({ id: 'ClassicRequest' })),
    problems: [forbidden, portTaken],
    answers: {
      200: {
        description: 'The classic system now; null if it does not run',
        content: json(classicState.nullable()),
      },
    },
  },
  {
    method: 'get',
    path: '/lab/classic/receipts',
    summary: 'What of the load the classic system has accepted',
    query: receiptsQuery,
    problems: [forbidden, noClassic],
    answers: { 200: { description: 'A page of receipts', content: json(page) } },
  },
];

export const openApi = openApiDocument({
  title: 'Lab',
  description: 'Fault controls for a system that runs on this machine.',
  routes,
  problems: problemTable,
});
