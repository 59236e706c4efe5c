import { roughDuration } from './duration';
import { useNow } from './use-now';

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** How long ago a time was (RFC 3339), kept up to date; the exact time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow(10_000);
  const ms = now - Date.parse(at);
  const text = ms < 60_000 ? 'just now' : `${roughDuration(ms)} ago`;
  return (
    <time dateTime={at} title={format.format(new Date(at))}>
      {text}
    </time>
  );
}
