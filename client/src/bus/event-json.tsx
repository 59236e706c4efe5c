import { useEffect, useState } from 'react';
import type { LogEvent } from '../api/bus-events';
import { useAnnounce } from '../ui/announcer';
import { Button } from '../ui/button';
import { PanelSection } from './panel-section';

const SAID_MS = 2_000;

/** An event as the bus serves it, to read and to copy. */
export function EventJson({ event }: { event: LogEvent }) {
  const json = JSON.stringify(event, null, 2);
  const [said, setSaid] = useState('');
  const announce = useAnnounce();
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    // Without https a browser has no clipboard.
    const done = await navigator.clipboard?.writeText(json).then(
      () => true,
      () => false,
    );
    const words = done ? 'Copied' : 'Not allowed here';
    setSaid(words);
    announce(words);
  };
  const button = (
    <Button small look="quiet" onClick={copy}>
      {said || 'Copy'}
    </Button>
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
