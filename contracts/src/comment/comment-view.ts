import { z } from 'zod';
import { commentStatus, entityId, timestamp, viewedVersion } from '../fields';
import { writtenFields } from './comment-fields';

/** A comment as readers see it; `reason` says why it was rejected. */
export const commentView = z.object({
  id: entityId,
  postId: entityId,
  ...writtenFields,
  status: commentStatus,
  reason: z.string().optional(),
  version: viewedVersion,
  createdAt: timestamp,
  updatedAt: timestamp,
});

export type CommentView = z.infer<typeof commentView>;
