import { useEffect, useState } from 'react';
import { useAnnounce } from './announcer';
import { Button } from './button';
import { Icon } from './icon';

const SAID_MS = 2_000;

/** Copies a text; `label` says which, for whoever hears the button. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState('');
  const announce = useAnnounce();
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    // Without https a browser has no clipboard, but on this machine's own addresses.
    const isCopied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    const words = isCopied ? 'Copied' : 'Select it to copy';
    setSaid(words);
    announce(words);
  };
  return (
    <Button small look="quiet" onClick={copy} aria-label={label}>
      {said === '' ? <Icon name="copy" /> : said}
    </Button>
  );
}
