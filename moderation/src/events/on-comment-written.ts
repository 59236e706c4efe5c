import {
  type CommentCreated,
  type CommentEdited,
  CommentModerated,
  hear,
  UnreadableEvent,
} from '@blog/contracts';
import {
  BusRefused,
  BusUnavailable,
  type CloudEvent,
  makeReaction,
  type Publisher,
  type StoredEvent,
} from '@blog/service-kit';
import { type ModerationRules, moderateComment } from '../domain/moderate-comment';
import { problems } from '../problems';

/** The events that moderation hears, and the event that it makes of each. */
export const hearing = hear<ModerationRules, CloudEvent>({
  PostCreated: undefined,
  PostUpdated: undefined,
  PostDeleted: undefined,
  CommentCreated: decisionOn,
  CommentEdited: decisionOn,
  CommentDeleted: undefined,
  CommentModerated: undefined,
  CommentUpdated: undefined,
});

function decisionOn(
  cause: ReturnType<typeof CommentCreated.read | typeof CommentEdited.read>,
  rules: ModerationRules,
): CloudEvent {
  const { id, postId, content, version } = cause.data;
  const data = { id, postId, content, ...moderateComment(content, rules), version };
  return makeReaction({ source: '/moderation', definition: CommentModerated, subject: id, data, cause });
}

/**
 * Decides on every comment that was written or edited, and resolves once all decisions are stored in the log. A repeated event
 * gives the same decision, which the log stores once.
 * @throws DomainError  `event.unreadable`, and then nothing was published: the bus then sends the events one by one;
 * `bus.unavailable`: the same may be sent again; `decision.refused`: the bus refuses the decision permanently
 */
export async function onCommentWritten(
  events: readonly StoredEvent[],
  moderation: { rules: ModerationRules; publisher: Pick<Publisher, 'publish'> },
): Promise<void> {
  const decisions = events.map((event) => decide(event, moderation.rules)).filter((one) => one !== undefined);
  await Promise.all(decisions.map((decision) => publish(decision, moderation.publisher)));
}

function decide(event: StoredEvent, rules: ModerationRules): CloudEvent | undefined {
  try {
    return hearing.react(event, rules);
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    const { position } = event;
    throw problems.error('event.unreadable', error.message, { position }, { cause: error });
  }
}

async function publish(decision: CloudEvent, publisher: Pick<Publisher, 'publish'>): Promise<void> {
  try {
    await publisher.publish(decision);
  } catch (error) {
    // Decided before, perhaps under other rules. The first decision stands, since others have acted on it.
    if (error instanceof BusRefused && error.code === 'event.conflict' && error.indexes.length > 0) return;
    if (error instanceof BusUnavailable) {
      throw problems.error('bus.unavailable', 'The decision could not be published.', {}, { cause: error });
    }
    if (error instanceof BusRefused) {
      const message = `The bus refuses the decision: ${error.message}`;
      throw problems.error('decision.refused', message, {}, { cause: error });
    }
    throw error;
  }
}
