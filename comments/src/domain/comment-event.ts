import { makeEvent } from '@blog/service-kit';

export const SOURCE = '/comments';

/** Makes an event of this service about the comment `data.id`. */
export function commentEvent<Type extends string, Data extends { id: string }>(
  definition: { type: Type; dataschema: string },
  data: Data,
  now: number,
) {
  return makeEvent({ source: SOURCE, definition, subject: data.id, data, now });
}
