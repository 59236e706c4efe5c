import { entityId } from '@blog/contracts';
import { pageLimit } from '@blog/service-kit';
import { z } from 'zod';

export const postParams = z.object({ id: entityId });

/** `before` is the id of the last post of the page before; `Link` holds the whole URL of the next one. */
export const listQuery = z.strictObject({ limit: pageLimit, before: entityId.optional() });
