import { type FormEvent, useId, useState } from 'react';
import { Button } from '../ui/button';

/** Goes to a position from 1 to `last`; explains what is wrong with any other input. */
export function GoToPosition({ last, onGoTo }: { last: number; onGoTo: (position: number) => void }) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState('');
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const position = /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : 0;
    const isThere = position >= 1 && position <= last;
    setFault(isThere ? '' : last === 0 ? 'There are no events.' : `Enter a position from 1 to ${last}.`);
    if (isThere) onGoTo(position);
  };
  return (
    <form noValidate onSubmit={submit} className="relative">
      <div className="flex gap-1">
        <label htmlFor={id} className="sr-only">
          Go to position
        </label>
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          placeholder="Position"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setFault('');
          }}
          aria-invalid={fault !== ''}
          aria-describedby={fault === '' ? undefined : `${id}-fault`}
          className="field h-10 max-w-28 text-sm max-sm:max-w-20"
        />
        <Button type="submit">Go</Button>
      </div>
      {fault !== '' && (
        <p id={`${id}-fault`} role="alert" className="mt-1 text-bad text-sm">
          {fault}
        </p>
      )}
    </form>
  );
}
