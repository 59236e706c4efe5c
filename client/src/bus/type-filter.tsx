import { useId, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { isComposing } from '../ui/is-composing';
import { usePressElsewhere } from '../ui/use-press-elsewhere';
import type { LogTail } from './log-tail';
import { TypeChoices } from './type-choices';

interface TypeFilterProps {
  readonly logId: string;
  readonly tail: LogTail;
  readonly types: readonly string[];
  readonly onTypes: (types: readonly string[]) => void;
}

/** A button that names the shown types and opens their choice. Escape or a click elsewhere closes it. */
export function TypeFilter({ logId, tail, types, onTypes }: TypeFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLSpanElement>(null);
  const id = useId();
  usePressElsewhere(box, { isActive: isOpen, onPress: () => setOpen(false) });
  const [first, ...others] = types;
  const text = first === undefined ? 'All types' : others.length > 0 ? `${first} +${others.length}` : first;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only handles Escape from the fields inside.
    <div
      ref={box}
      className="relative min-w-0 max-sm:max-w-[50%]"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen || isComposing(event)) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.querySelector('button')?.focus();
      }}
    >
      <span ref={button}>
        <Button
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          aria-label={`Types: ${first === undefined ? 'all' : types.join(', ')}`}
          onClick={() => setOpen(!isOpen)}
          className="max-w-full sm:max-w-60"
        >
          <span className="truncate">{text}</span>
          <span aria-hidden="true" className="text-muted">
            ▾
          </span>
        </Button>
      </span>
      {isOpen && (
        <div id={id} className="card absolute top-full left-0 z-20 mt-1 w-72 p-3 shadow-xl">
          <TypeChoices logId={logId} tail={tail} types={types} onTypes={onTypes} />
        </div>
      )}
    </div>
  );
}
