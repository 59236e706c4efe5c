import type { DomainError } from '@blog/service-kit';
import { problems } from '../problems';
import type { QueryPorts } from './query-ports';

/** The log does not go as far as somebody's position, or that is of another epoch. `todo` is what the reader can do. */
export function positionUnknown(
  came: string,
  { follower, todo }: { follower: Pick<QueryPorts['follower'], 'checkpoint' | 'epoch'>; todo: string },
): DomainError {
  const { checkpoint: position, epoch } = follower;
  const message =
    `Expected a position of this log (epoch ${epoch}, applied up to ${position}), got ${came}: the log was restored from a backup or ` +
    `begun anew. ${todo}`;
  return problems.error('log.position_unknown', message, { epoch, position });
}
