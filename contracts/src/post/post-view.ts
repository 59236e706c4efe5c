import { z } from 'zod';
import { entityId, timestamp, viewedVersion } from '../fields';
import { writtenFields } from './post-fields';

/** A post by itself, as the posts service answers it. */
export const post = z.object({
  id: entityId,
  ...writtenFields,
  version: viewedVersion,
  createdAt: timestamp,
  updatedAt: timestamp,
});

export type Post = z.infer<typeof post>;
