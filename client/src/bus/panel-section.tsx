import { type ReactNode, useId } from 'react';

/** A section of the event's panel; `action` is shown to the right of its heading. */
export function PanelSection(props: { title: string; action?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-5 text-sm">
      <div className="mb-2 flex min-h-8 items-center justify-between gap-2">
        <h3 id={id} className="font-semibold text-base">
          {props.title}
        </h3>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
