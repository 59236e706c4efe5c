import { z } from 'zod';
import { boundedText } from '../fields';
import { POST_TITLE_CHARACTERS_MAX } from '../limits';
import { textRule } from '../text/text-rule';

/**
 * What a writer says in a post, as requests are held to it. A field is added here and in `writtenFields`; events, state, views and
 * requests follow.
 */
export const postRequest = z.object({
  title: textRule({ name: 'post.title', charactersMax: POST_TITLE_CHARACTERS_MAX, multiline: false }),
});

/** The same in an event, far above what services accept: rules may change, and events stay. */
export const writtenFields = { title: boundedText(10_000) };

/** What a writer says in a post. */
export type WrittenPost = z.infer<typeof postRequest>;

/** What is left of it in the mark of a deleted post. */
export const NOTHING_WRITTEN: WrittenPost = { title: '' };
