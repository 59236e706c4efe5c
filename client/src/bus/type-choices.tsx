import { type FormEvent, startTransition, useId, useOptimistic, useState } from 'react';
import { Button } from '../ui/button';
import type { LogTail } from './log-tail';
import { useSeenTypes } from './use-seen-types';

interface TypeChoicesProps {
  readonly logId: string;
  readonly tail: LogTail;
  readonly types: readonly string[];
  readonly onTypes: (types: readonly string[]) => void;
}

/** A checkbox for each known type, and a field for any other. */
export function TypeChoices({ logId, tail, types, onTypes }: TypeChoicesProps) {
  const seen = useSeenTypes(logId, tail);
  const [other, setOther] = useState('');
  const id = useId();
  // The address changes in a transition: without this, a tick would vanish until the list has rendered again.
  const [ticked, tickNow] = useOptimistic(types);
  const toggle = (type: string) =>
    startTransition(() => {
      const next = ticked.includes(type) ? ticked.filter((each) => each !== type) : [...ticked, type];
      tickNow(next);
      onTypes(next);
    });
  const add = (event: FormEvent) => {
    event.preventDefault();
    const named = other.split(',').map((each) => each.trim());
    onTypes([...new Set([...ticked, ...named])].filter((type) => type !== ''));
    setOther('');
  };
  return (
    <>
      <fieldset className="-mx-1 max-h-64 overflow-y-auto px-1">
        <legend className="mb-1 font-medium text-sm">Show only</legend>
        {[...new Set([...seen, ...ticked])].map((type) => (
          <label key={type} className="flex min-h-8 cursor-pointer items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={ticked.includes(type)}
              onChange={() => toggle(type)}
              className="size-4 shrink-0 accent-accent"
            />
            <span className="truncate" title={type}>
              {type}
            </span>
          </label>
        ))}
      </fieldset>
      <form onSubmit={add} className="mt-2 flex gap-1">
        <label htmlFor={id} className="sr-only">
          Another type
        </label>
        <input
          id={id}
          autoComplete="off"
          spellCheck={false}
          placeholder="Another type"
          value={other}
          onChange={(event) => setOther(event.target.value)}
          className="field h-8 py-0 text-sm"
        />
        <Button small type="submit">
          Add
        </Button>
      </form>
    </>
  );
}
