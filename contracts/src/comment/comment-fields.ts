import { z } from 'zod';
import { boundedText } from '../fields';
import { COMMENT_CONTENT_CHARACTERS_MAX } from '../limits';
import { textRule } from '../text/text-rule';

/**
 * What a writer says in a comment, as requests are held to it. A field is added here and in `writtenFields`; events, state, views and
 * requests follow.
 */
export const commentRequest = z.object({
  content: textRule({
    name: 'comment.content',
    charactersMax: COMMENT_CONTENT_CHARACTERS_MAX,
    multiline: true,
  }),
});

/**
 * The same in an event, far above what services accept: rules may change, and events stay. With every character escaped a content can be
 * as large as the bus takes an event, so that nothing can follow from it; who makes an event is told so before it is committed.
 */
export const writtenFields = { content: boundedText(50_000) };

/** What a writer says in a comment. */
export type WrittenComment = z.infer<typeof commentRequest>;

/** What is left of it in the mark of a deleted comment. */
export const NOTHING_WRITTEN: WrittenComment = { content: '' };
