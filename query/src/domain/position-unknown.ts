import type { DomainError } from '@blog/service-kit';
import { problems } from '../problems';
import type { QueryPorts } from './query-ports';

/** The error for a reader's position beyond the log, or of another epoch. `todo` says what the reader can do. */
export function positionUnknown(
  came: string,
  { follower, todo }: { follower: Pick<QueryPorts['follower'], 'checkpoint' | 'epoch'>; todo: string },
): DomainError {
  const { checkpoint: position, epoch } = follower;
  const message =
    `Expected a position of this log (epoch ${epoch}, applied up to ${position}), got ${came}: the log was restored from a backup or ` +
    `recreated. ${todo}`;
  return problems.error('log.position_unknown', message, { epoch, position });
}
