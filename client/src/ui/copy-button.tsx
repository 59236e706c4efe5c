import { type ReactNode, useEffect, useState } from 'react';
import { useAnnounce } from './announcer';
import { Button } from './button';
import { Icon } from './icon';

const SAID_MS = 2_000;

interface CopyButtonProps {
  readonly text: string;
  /** Accessible name that says which text is copied; default: the visible content. */
  readonly label?: string;
  /** Shown where the browser does not allow copying. */
  readonly refusal?: string;
  readonly children?: ReactNode;
}

/** Copies a text, and says for a moment that it did. */
export function CopyButton(props: CopyButtonProps) {
  const { text, label, refusal = 'Select it to copy', children = <Icon name="copy" /> } = props;
  const [said, setSaid] = useState('');
  const announce = useAnnounce();
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    // Browsers offer the clipboard only over https and on this machine's own addresses.
    const isCopied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    const words = isCopied ? 'Copied' : refusal;
    setSaid(words);
    announce(words);
  };
  return (
    <Button small look="quiet" onClick={copy} aria-label={label}>
      {said === '' ? children : said}
    </Button>
  );
}
