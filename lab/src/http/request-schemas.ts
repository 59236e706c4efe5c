import { digits, queryParameters } from '@blog/service-kit';
import { z } from 'zod';
import { partAction, RECEIPTS_PAGE_MAX } from '../domain/lab-state';

const RECEIPTS_PAGE_DEFAULT = 100;

export const actionParams = z.object({ name: z.string(), action: partAction });
export const linkParams = z.object({ service: z.string() });

/** `after` is the number of the last receipt that is known. */
export const receiptsQuery = queryParameters({
  after: digits().optional().default(0),
  limit: digits({ min: 1, max: RECEIPTS_PAGE_MAX }).optional().default(RECEIPTS_PAGE_DEFAULT),
});
