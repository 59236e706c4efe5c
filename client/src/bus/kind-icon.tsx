import type { EventKind } from '@blog/contracts/describe-event';

const LOOKS: Readonly<
  Record<EventKind, { readonly name: string; readonly colour: string; readonly path: string }>
> = {
  post: { name: 'Post', colour: 'text-accent', path: 'M6 3h9l4 4v14H6zM9 12h6M9 16h6' },
  comment: { name: 'Comment', colour: 'text-comment', path: 'M4 5h16v11H11l-5 4v-4H4z' },
  moderation: {
    name: 'Moderation',
    colour: 'text-moderation',
    path: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z',
  },
  other: { name: 'Event', colour: 'text-muted', path: 'M12 5l7 7-7 7-7-7z' },
};

/** An icon, with its own colour, for what an event is about; the words beside it say the same. */
export function KindIcon({ kind }: { kind: EventKind }) {
  const { name, colour, path } = LOOKS[kind];
  return (
    <svg
      aria-hidden="true"
      data-kind={name}
      viewBox="0 0 24 24"
      width="1.1em"
      height="1.1em"
      fill="none"
      stroke="currentColor"
      className={`shrink-0 ${colour}`}
    >
      <path d={path} strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
