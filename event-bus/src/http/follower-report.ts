import { POSITION_MAX } from '@blog/service-kit';
import { z } from 'zod';

const position = z.int().min(0).max(POSITION_MAX);

/** The body of PUT /followers/:name. */
export const followerReport = z.strictObject({
  instance: z.string().regex(/^[\w.:-]{1,128}$/),
  checkpoint: position,
  error: z.string().max(4_096).nullable(),
  setAside: position.default(0).describe('events it has set aside'),
  setAsideReason: z.string().max(4_096).nullable().default(null).describe('why the first of them was'),
});
