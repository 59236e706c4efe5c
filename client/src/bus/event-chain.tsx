import { Link, useLocation } from 'react-router';
import type { LogEvent } from '../api/bus-events';
import { duration } from '../ui/duration';
import type { ChainLink } from './build-chain';
import { KindIcon } from './kind-icon';
import type { LogTail } from './log-tail';
import { PanelSection } from './panel-section';
import { useChain } from './use-chain';

const INDENT_MAX = 5;

/** An event's causes and consequences, from the first cause on, with the time that each took. */
export function EventChain({ logId, event, tail }: { logId: string; event: LogEvent; tail: LogTail }) {
  const { chain, isLoading, isError } = useChain({ logId, event, tail });
  const { links, missingCause } = chain;
  const isAlone = links.length === 1 && missingCause === undefined;
  return (
    <PanelSection title="Cause and consequences">
      {isError && <p className="text-muted">The chain could not be read; this page keeps trying.</p>}
      {isLoading && <p className="text-muted">Loading …</p>}
      {!isLoading && !isError && isAlone && (
        <p className="text-muted">Nothing caused it; nothing has followed yet.</p>
      )}
      {missingCause !== undefined && !isLoading && (
        <p className="mb-2 text-muted">
          Caused by <span className="break-all font-mono text-xs">{missingCause}</span>, which is not among
          the events of this subject.
        </p>
      )}
      {!isLoading && !isAlone && (
        <ol className="space-y-1">
          {links.map((link) => (
            <ChainItem
              key={link.event.position}
              link={link}
              isOpen={link.event.position === event.position}
            />
          ))}
        </ol>
      )}
    </PanelSection>
  );
}

function ChainItem({ link, isOpen }: { link: ChainLink; isOpen: boolean }) {
  const { event, cause, tookMs, depth } = link;
  const { search } = useLocation();
  return (
    <li style={{ paddingInlineStart: `${Math.min(depth, INDENT_MAX)}rem` }}>
      <Link
        to={{ pathname: `/bus/${event.position}`, search }}
        aria-current={isOpen ? 'true' : undefined}
        className={`block rounded-lg border px-3 py-1.5 ${isOpen ? 'border-accent bg-tint' : 'border-line hover:border-accent'}`}
      >
        <span className="flex items-center justify-between gap-3">
          <span className="flex min-w-0 items-center gap-2" title={event.type}>
            <KindIcon kind={event.told.kind} />
            <bdi className="truncate font-medium">{event.told.words}</bdi>
          </span>
          <span className="text-muted text-xs tabular-nums">{event.position}</span>
        </span>
        <span className="block text-muted text-xs">
          {cause === undefined || tookMs === undefined
            ? `from ${event.source}`
            : `${duration(tookMs)} after ${cause.position}, from ${event.source}`}
        </span>
      </Link>
    </li>
  );
}
