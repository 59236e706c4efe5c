import { PostCreated, PostDeleted, PostUpdated, readOneOf } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { Projection } from '../domain/projection';

const heard = [PostCreated, PostUpdated, PostDeleted];

export function onPostEvent(event: StoredEvent, projection: Projection): void {
  const read = readOneOf(heard, event);
  if (read !== undefined) projection.applyPost(read, event.position);
}
