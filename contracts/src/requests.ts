import { z } from 'zod';
import { COMMENT_CONTENT_CHARACTERS_MAX, POST_TITLE_CHARACTERS_MAX } from './limits';
import { textRule } from './text-rule';

/** The body of POST /posts and PATCH /posts/:id. */
export const postRequest = z.object({
  title: textRule({ name: 'post.title', charactersMax: POST_TITLE_CHARACTERS_MAX, multiline: false }),
});

/** The body of POST /posts/:id/comments and PATCH /posts/:id/comments/:commentId. */
export const commentRequest = z.object({
  content: textRule({
    name: 'comment.content',
    charactersMax: COMMENT_CONTENT_CHARACTERS_MAX,
    multiline: true,
  }),
});
