import { defineRoutes, digits, jsonContent, queryParameters, SSE_TYPE } from '@blog/service-kit';
import { z } from 'zod';
import { accountState, receiptReport } from '../domain/account-state';
import {
  classicRequest,
  classicState,
  labLink,
  labPart,
  labState,
  linkRequest,
  loadRequest,
  partAction,
  RECEIPTS_PAGE_MAX,
  receiptPage,
} from '../domain/lab-state';

const BODY_BYTES_MAX = 1024;
const RECEIPTS_PAGE_DEFAULT = 100;

const load = loadRequest.meta({ id: 'Load' });
const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({ schema, bytesMax: BODY_BYTES_MAX });
const problems = ['lab.forbidden'];
const ofClassic = ['lab.forbidden', 'lab.no_classic'];

const receiptsQuery = queryParameters({
  after: digits().optional().default(0).describe('the number of the last receipt that is known'),
  limit: digits({ min: 1, max: RECEIPTS_PAGE_MAX }).optional().default(RECEIPTS_PAGE_DEFAULT),
});
const receiptsAnswers = {
  200: { description: 'A page of receipts', content: jsonContent(receiptPage.meta({ id: 'ReceiptPage' })) },
};
const accountAnswers = {
  200: { description: 'The account', content: jsonContent(accountState.meta({ id: 'Account' })) },
};
const restartAnswers = { 204: { description: 'A new account has begun' } };

export const routes = defineRoutes({
  readLab: {
    method: 'get',
    path: '/lab',
    summary: 'The state of the lab; or a stream of it, with the state now and at each change',
    answers: {
      200: {
        description: 'The state',
        content: {
          ...jsonContent(labState.meta({ id: 'LabState' })),
          [SSE_TYPE]: z.string().meta({ description: 'Server-Sent Events, each with the whole state' }),
        },
      },
    },
    problems,
  },
  actOnPart: {
    method: 'post',
    path: '/lab/parts/{name}/{action}',
    summary: 'Kills, stops, freezes, thaws or starts a part, or deletes its data',
    params: z.object({ name: z.string(), action: partAction }),
    answers: { 200: { description: 'The part now', content: jsonContent(labPart.meta({ id: 'Part' })) } },
    problems: ['lab.forbidden', 'lab.unknown_part', 'lab.not_now', 'lab.never_this', 'lab.port_taken'],
  },
  setLink: {
    method: 'put',
    path: '/lab/links/{service}',
    summary: 'Opens, slows down or cuts the network between a service and the bus',
    params: z.object({ service: z.string() }),
    body: jsonBody(linkRequest.meta({ id: 'LinkRequest' })),
    answers: { 200: { description: 'The link now', content: jsonContent(labLink.meta({ id: 'Link' })) } },
    problems: ['lab.forbidden', 'lab.unknown_link'],
  },
  setLoad: {
    method: 'put',
    path: '/lab/load',
    summary: 'Writes posts and comments at a rate',
    body: jsonBody(load),
    answers: { 200: { description: 'The load now', content: jsonContent(load) } },
    problems,
  },
  endLoad: {
    method: 'delete',
    path: '/lab/load',
    summary: 'Ends the load',
    answers: { 204: { description: 'Nothing new is written' } },
    problems,
  },
  listReceipts: {
    method: 'get',
    path: '/lab/receipts',
    summary: 'What was accepted',
    query: receiptsQuery,
    answers: receiptsAnswers,
    problems,
  },
  addReceipt: {
    method: 'post',
    path: '/lab/receipts',
    summary: 'Adds a post or comment that its service has answered 201',
    body: jsonBody(receiptReport.meta({ id: 'ReceiptReport' })),
    answers: { 204: { description: 'It is in the account' } },
    problems,
  },
  readAccount: {
    method: 'get',
    path: '/lab/account',
    summary: 'Where everything accepted is, and what is lost, there twice, or out of order',
    answers: accountAnswers,
    problems,
  },
  restartAccount: {
    method: 'delete',
    path: '/lab/account',
    summary: 'Counts from nothing again',
    answers: restartAnswers,
    problems,
  },
  setClassic: {
    method: 'put',
    path: '/lab/classic',
    summary: 'Starts the classic system beside this one, or ends it',
    body: jsonBody(classicRequest.meta({ id: 'ClassicRequest' })),
    answers: {
      200: {
        description: 'The classic system now; null if it does not run',
        content: jsonContent(classicState.nullable()),
      },
    },
    problems: ['lab.forbidden', 'lab.port_taken'],
  },
  listClassicReceipts: {
    method: 'get',
    path: '/lab/classic/receipts',
    summary: 'What of the load the classic system has accepted',
    query: receiptsQuery,
    answers: receiptsAnswers,
    problems: ofClassic,
  },
  readClassicAccount: {
    method: 'get',
    path: '/lab/classic/account',
    summary: 'Where everything is that the classic system has accepted, and what is not as it was promised',
    answers: accountAnswers,
    problems: ofClassic,
  },
  restartClassicAccount: {
    method: 'delete',
    path: '/lab/classic/account',
    summary: 'Counts the classic system from nothing again',
    answers: restartAnswers,
    problems: ofClassic,
  },
});
