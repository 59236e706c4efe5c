import { jsonContent } from '@blog/service-kit';
import type { z } from 'zod';

/** An answer of JSON, for a route. */
export const jsonAnswer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: jsonContent(schema),
});
