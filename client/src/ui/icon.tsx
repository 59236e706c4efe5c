const PATHS = {
  sun: 'M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17m10-10 1.4-1.4M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
  play: 'M8 5v14l11-7z',
  pause: 'M8 5v14M16 5v14',
  first: 'M6 5v14M19 5v14L9 12z',
  last: 'M18 5v14M5 5v14l10-7z',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  close: 'M6 6l12 12M18 6 6 18',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  flag: 'M6 21V4m0 0h11l-2 4 2 4H6',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  terminal: 'M5 7l5 5-5 5M13 17h6',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  more: 'M5.8 12a.8.8 0 1 1-1.6 0 .8.8 0 0 1 1.6 0ZM12.8 12a.8.8 0 1 1-1.6 0 .8.8 0 0 1 1.6 0ZM19.8 12a.8.8 0 1 1-1.6 0 .8.8 0 0 1 1.6 0Z',
  events: 'M5 6h14M5 12h14M5 18h9',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 1.15em. Hidden from screen readers, so its button needs a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width="1.15em"
      height="1.15em"
      fill="none"
      stroke="currentColor"
    >
      <path d={PATHS[name]} strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
