const TITLES = [
  'A walk before breakfast',
  'Notes on slow cooking',
  'What the tide left',
  'Letters from the north',
];
const COMMENTS = [
  'I have been waiting for this one.',
  'Read it twice, and still smiling.',
  'Is there a second part?',
  'My grandmother would have said the same.',
];
/** Contains a word that moderation blocks by default. */
const BLOCKED = 'Nothing an orange could not improve.';
const BLOCKED_EVERY = 5;

const nth = (texts: readonly string[], index: number) => texts[index % texts.length] as string;

/** The text of the load's nth post or comment, from 1. Every fifth comment is one to be rejected. */
export function loadText(kind: 'post' | 'comment', number: number): string {
  if (kind === 'post') return `${nth(TITLES, number)}, ${number}`;
  return `${number % BLOCKED_EVERY === 0 ? BLOCKED : nth(COMMENTS, number)} (${number})`;
}
