import { type DocumentedRoute, openApiDocument, SSE_TYPE } from '@blog/service-kit';
import { z } from 'zod';
import { accountState, receiptReport } from '../domain/account-state';
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
const account = accountState.meta({ id: 'Account' });
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
    summary: 'What was accepted',
    query: receiptsQuery,
    problems: [forbidden],
    answers: {
      200: { description: 'A page of receipts', content: json(page) },
    },
  },
  {
    method: 'post',
    path: '/lab/receipts',
    summary: 'Adds a post or comment that its service has answered 201',
    body: json(receiptReport.meta({ id: 'ReceiptReport' })),
    problems: [forbidden],
    answers: { 204: { description: 'It is in the account' } },
  },
  {
    method: 'get',
    path: '/lab/account',
    summary: 'Where everything accepted is, and what is lost, there twice, or out of order',
    problems: [forbidden],
    answers: { 200: { description: 'The account', content: json(account) } },
  },
  {
    method: 'delete',
    path: '/lab/account',
    summary: 'Counts from nothing again',
    problems: [forbidden],
    answers: { 204: { description: 'A new account has begun' } },
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
  {
    method: 'get',
    path: '/lab/classic/account',
    summary: 'Where everything is that the classic system has accepted, and what is not as it was promised',
    problems: [forbidden, noClassic],
    answers: { 200: { description: 'The account', content: json(account) } },
  },
  {
    method: 'delete',
    path: '/lab/classic/account',
    summary: 'Counts the classic system from nothing again',
    problems: [forbidden, noClassic],
    answers: { 204: { description: 'A new account has begun' } },
  },
];

export const openApi = openApiDocument({
  title: 'Lab',
  description: 'Fault controls for a system that runs on this machine.',
  routes,
  problems: problemTable,
});
