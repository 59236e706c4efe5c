import { type ReactNode, useEffect } from 'react';

interface PageHeaderProps {
  readonly title: string;
  /** The title of the browser's tab, if it differs. */
  readonly tab?: string;
  readonly intro?: ReactNode;
  /** Buttons on the right. */
  readonly children?: ReactNode;
}

/** The heading of a page, which is also the title of the browser's tab unless `tab` is given. */
export function PageHeader({ title, tab = title, intro, children }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${tab} · Microservices blog`;
  }, [tab]);
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-2xl">
        <h1 dir="auto" className="user-text font-semibold font-serif text-2xl leading-tight">
          {title}
        </h1>
        {intro && <p className="mt-1 text-muted">{intro}</p>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  );
}
