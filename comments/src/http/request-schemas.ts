import { entityId } from '@blog/contracts';
import { pageLimit, queryParameters } from '@blog/service-kit';
import { z } from 'zod';

export const postParams = z.object({ id: entityId });
export const commentParams = z.object({ id: entityId, commentId: entityId });

/** `before` is the id of the first comment of the page before; `Link` holds the whole URL of the next one. */
export const listQuery = queryParameters({ limit: pageLimit, before: entityId.optional() });
