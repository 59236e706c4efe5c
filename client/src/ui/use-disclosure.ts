import { useEffect, useId, useRef, useState } from 'react';
import { usePressElsewhere } from './use-press-elsewhere';

/**
 * State and refs for a button with a panel beside it; `root` wraps both. Escape closes the panel and returns the focus to
 * the button; a press elsewhere closes it and leaves the focus alone.
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
