import { makeEvent } from '@blog/service-kit';

/** Makes an event of this service about the post `data.id`. */
export function postEvent<Type extends string, Data extends { id: string }>(
  definition: { type: Type; dataschema: string },
  data: Data,
  now: number,
) {
  return makeEvent({ source: '/posts', definition, subject: data.id, data, now });
}
