import type { EventChange, EventKind } from '@blog/contracts/describe-event';
import { Fragment, memo } from 'react';
import { duration, roughDuration } from '../ui/duration';
import type { Fold } from './event-rows';
import type { EventSummary } from './event-summary';
import { placesOf } from './find-text';
import { stepsOf, tookMs } from './fold-threads';
import { KindIcon } from './kind-icon';

/** The words say it; the colour only helps. */
const COLOURS: Readonly<Record<EventChange, string>> = {
  written: 'text-ink',
  edited: 'text-accent',
  deleted: 'text-bad',
  pending: 'text-warn',
  approved: 'text-good',
  rejected: 'text-bad',
  other: 'text-ink',
};

interface ToldLineProps {
  readonly event: EventSummary;
  readonly fold: Fold | undefined;
  /** True if everything is on one line. On a phone the detail is below the words. */
  readonly isWide: boolean;
  /** The searched text. */
  readonly contains: string;
}

/** An event's description in one line, or a folded thread from its first event to its last. */
export const ToldLine = memo(function ToldLine({ event, fold, isWide, contains }: ToldLineProps) {
  const { position, told, causationid, foundIn, waitedMs } = event;
  const isWhole = fold?.isHead === true && !fold.isUnfolded;
  const steps = isWhole ? stepsOf(fold.thread) : [{ position, ...told }];
  const notes = (
    <>
      {isWhole && (
        <span className="whitespace-nowrap text-muted text-xs tabular-nums">
          {fold.thread.events.length} events, {duration(tookMs(fold.thread))}
        </span>
      )}
      {waitedMs !== undefined && <Waited kind={told.kind} ms={waitedMs} />}
    </>
  );
  const hasNotes = isWhole || waitedMs !== undefined;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {causationid !== undefined && !isWhole && (
        <span title="It follows from another event." className="-mr-1 text-muted">
          <span aria-hidden="true">↳</span>
          <span className="sr-only">then </span>
        </span>
      )}
      <KindIcon kind={told.kind} />
      <span className="min-w-0 flex-1 sm:truncate">
        <span className="max-sm:block max-sm:truncate">
          {steps.map(({ position: at, words, change }, index) => (
            <Fragment key={at}>
              {index > 0 && <span className="text-muted"> → </span>}
              <bdi className={`font-medium ${COLOURS[change]}`}>
                <Marked text={words} contains={contains} />
              </bdi>
            </Fragment>
          ))}
          {told.detail !== undefined && ':'}
        </span>{' '}
        <span className="max-sm:block max-sm:truncate max-sm:mr-18 max-sm:text-xs">
          {hasNotes && !isWide && <>{notes} </>}
          {told.detail !== undefined && (
            <bdi>
              <Marked text={told.detail} contains={contains} />
            </bdi>
          )}
          {foundIn !== undefined && (
            <span className="text-muted">
              {' '}
              · <bdi>{foundIn.name}</bdi>:{' '}
              <bdi>
                <Marked text={foundIn.line} contains={contains} />
              </bdi>
            </span>
          )}
        </span>
      </span>
      {hasNotes && isWide && notes}
    </span>
  );
});

function Waited({ kind, ms }: { kind: EventKind; ms: number }) {
  const words = waitedWords(kind, ms);
  return (
    <span title={words} className="whitespace-nowrap rounded-full bg-warn-tint px-2 text-warn text-xs">
      <span className="sr-only">{words}</span>
      <span aria-hidden="true">
        {kind === 'other' ? `stored ${roughDuration(ms)} late` : `waited ${roughDuration(ms)}`}
      </span>
    </span>
  );
}

/** For the blog's own events the delay is known to be the outbox. */
export function waitedWords(kind: EventKind, ms: number): string {
  return kind === 'other'
    ? `stored ${duration(ms)} after it happened`
    : `waited ${duration(ms)} in the outbox`;
}

/** A text with its matches highlighted. */
function Marked({ text, contains }: { text: string; contains: string }) {
  const places = placesOf(contains, text);
  if (places.length === 0) return text;
  return (
    <>
      {places.map(({ start, end }, index) => (
        <Fragment key={start}>
          {text.slice(places[index - 1]?.end ?? 0, start)}
          <mark className="rounded-sm bg-accent text-on-accent">{text.slice(start, end)}</mark>
        </Fragment>
      ))}
      {text.slice(places.at(-1)?.end)}
    </>
  );
}
