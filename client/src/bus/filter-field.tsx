import { useEffect, useId, useRef, useState } from 'react';

const TYPING_MS = 300;

interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  /** Why a typed text cannot be used yet, in words; until then it counts as empty. */
  readonly refusal?: (text: string) => string | undefined;
  readonly charactersMax?: number;
  readonly className?: string;
  /** `isContinued`: the field was already changed since it got the focus. */
  readonly onValue: (value: string, options: { isContinued: boolean }) => void;
}

/** A text filter, applied once the reader stops typing. */
export function FilterField(props: FilterFieldProps) {
  const { label, value, refusal, charactersMax, className = '', onValue } = props;
  const [text, setText] = useState(value);
  const told = useRef(value);
  const isContinued = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  // When the timer ends, other filters may have changed.
  const tell = useRef(onValue);
  useEffect(() => {
    tell.current = onValue;
  });
  useEffect(() => {
    // Changed from outside: discard what was being typed.
    if (value === told.current) return;
    clearTimeout(timer.current);
    told.current = value;
    isContinued.current = false;
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const usable = (typed: string) => (refusal?.(typed.trim()) === undefined ? typed.trim() : '');
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const next = usable(typed);
      if (next === told.current) return;
      told.current = next;
      tell.current(next, { isContinued: isContinued.current });
      isContinued.current = true;
    }, TYPING_MS);
  };
  const why = text.trim() === '' ? undefined : refusal?.(text.trim());
  return (
    <div className={`relative min-w-0 flex-1 sm:max-w-xs ${className}`}>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        maxLength={charactersMax}
        value={text}
        onChange={(event) => type(event.target.value)}
        onFocus={() => {
          isContinued.current = false;
        }}
        aria-describedby={why === undefined ? undefined : `${id}-why`}
        className="field h-10 text-sm"
      />
      {why !== undefined && (
        <p
          id={`${id}-why`}
          className="card absolute top-full left-0 z-20 mt-1 whitespace-nowrap px-2 py-1 text-muted text-xs shadow"
        >
          {why}
        </p>
      )}
    </div>
  );
}
