import type { LogEvent } from '../api/bus-events';
import { CopyButton } from '../ui/copy-button';
import { PanelSection } from './panel-section';

/** An event as the bus serves it, to read and to copy. */
export function EventJson({ event }: { event: LogEvent }) {
  const json = JSON.stringify(event, null, 2);
  const button = (
    <CopyButton text={json} refusal="Not allowed here">
      Copy
    </CopyButton>
  );
  return (
    <PanelSection title="JSON" action={button}>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the keyboard can scroll it.
        tabIndex={0}
        aria-label="The event as JSON"
        className="max-h-80 overflow-auto rounded-lg bg-sunken p-3"
      >
        <pre className="font-mono text-xs leading-relaxed">{json}</pre>
      </section>
    </PanelSection>
  );
}
