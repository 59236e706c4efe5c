import { entityId } from '@blog/contracts';
import { digits, pageLimit } from '@blog/service-kit';
import { z } from 'zod';

const position = digits();

export const postParams = z.object({ id: entityId });

/** `before` comes from the `Link` of the page before. */
export const listQuery = z.strictObject({ limit: pageLimit, before: position.optional() });

/** `after` is the position that a stream begins after; without it a stream begins now. */
export const streamQuery = z.strictObject({ after: position.optional() });
