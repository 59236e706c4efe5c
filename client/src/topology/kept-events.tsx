import type { ComponentProps, ReactNode } from 'react';
import { Pager } from './pager';

interface KeptEventsProps {
  readonly title: string;
  /** Actions for all of them. */
  readonly actions: ReactNode;
  readonly error: Error | null;
  /** One item per event of the current page. */
  readonly children: ReactNode;
  readonly pager: ComponentProps<typeof Pager>;
}

/** Events that need attention, parked or set aside: a title with actions, an error, and a page of events. */
export function KeptEvents({ title, actions, error, children, pager }: KeptEventsProps) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h4 className="mr-auto font-semibold">{title}</h4>
        {actions}
      </div>
      {error && (
        <p role="alert" className="mt-2 text-bad text-sm">
          {error.message}
        </p>
      )}
      <ul className="mt-3 space-y-2">{children}</ul>
      <Pager {...pager} />
    </>
  );
}
