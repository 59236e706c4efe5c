/* Apart from the schemas, so that a page can know them without loading a schema library. */

export const POST_TITLE_CHARACTERS_MAX = 200;
export const COMMENT_CONTENT_CHARACTERS_MAX = 5000;

/** How many of a post's comments a view holds: the newest. */
export const COMMENTS_IN_VIEW_MAX = 100;
/** The highest version of a post or comment: what has it cannot be changed any more. */
export const VERSION_MAX = 1_000_000_000;

/** Of what is searched for, in characters. */
export const SEARCH_CHARACTERS_MIN = 2;
export const SEARCH_CHARACTERS_MAX = 100;
