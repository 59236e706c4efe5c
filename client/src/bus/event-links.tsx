import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { SERVICES } from '../api/api-problem';
import type { LogEvent } from '../api/bus-events';
import { Button } from '../ui/button';
import type { EventFilter } from './event-filter';
import { postOf } from './post-of';

interface EventLinksProps {
  readonly event: LogEvent;
  readonly onFilter: (filter: Partial<EventFilter>) => void;
  readonly onCopy: (event: LogEvent) => void;
}

/** Links from an event to similar ones, to other views of its subject, and to a copy of it. */
export function EventLinks({ event, onFilter, onCopy }: EventLinksProps) {
  const { position, type, source, subject } = event;
  const postId = postOf(event);
  const publisher = SERVICES.find((service) => source === `/${service}`);
  return (
    <>
      <div className="mt-3 -ml-2.5 flex flex-wrap gap-1">
        <Button small look="quiet" onClick={() => onFilter({ types: [type] })}>
          Only this type
        </Button>
        {subject !== undefined && (
          <Button small look="quiet" onClick={() => onFilter({ subject })}>
            Only this subject
          </Button>
        )}
        {postId !== undefined && (
          <Button small look="quiet" onClick={() => onFilter({ contains: postId })}>
            All about its post
          </Button>
        )}
        <Button small look="quiet" onClick={() => onCopy(event)}>
          Publish a copy
        </Button>
      </div>
      <nav aria-label="Elsewhere" className="-ml-2.5 flex flex-wrap gap-1">
        {postId !== undefined && <Elsewhere to={`/posts/${postId}`}>The post</Elsewhere>}
        <Elsewhere to={`/time-travel?position=${position}`}>The blog at this moment</Elsewhere>
        {publisher !== undefined && (
          <Elsewhere to={`/topology?node=${publisher}`}>{publisher} in the topology</Elsewhere>
        )}
      </nav>
    </>
  );
}

function Elsewhere({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="inline-flex min-h-8 items-center rounded-lg px-2.5 font-medium text-accent text-sm hover:bg-tint"
    >
      <span className="underline underline-offset-2">{children}</span>
      <span aria-hidden="true">&nbsp;›</span>
    </Link>
  );
}
