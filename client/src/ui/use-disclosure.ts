import { useEffect, useId, useRef, useState } from 'react';
import { usePressElsewhere } from './use-press-elsewhere';

/**
 * What a button needs that opens a panel beside it: `root` goes around both. Escape closes the panel and gives the focus back to the
 * button; so does a press elsewhere, without the focus.
 */
export function useDisclosure() {
  const [isOpen, setOpen] = useState(false);
  const panelId = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  usePressElsewhere(root, { isActive: isOpen, onPress: () => setOpen(false) });
  useEffect(() => {
    if (!isOpen) return;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen]);
  return { isOpen, setOpen, root, button, panelId };
}
