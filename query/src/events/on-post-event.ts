import { PostCreated, PostDeleted, PostUpdated } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { Projection } from '../domain/projection';

const heard = [PostCreated, PostUpdated, PostDeleted];

export function onPostEvent(event: StoredEvent, projection: Projection): void {
  const definition = heard.find(({ type }) => type === event.type);
  if (definition !== undefined) projection.applyPost(definition.read(event), event.position);
}
