import { useId } from 'react';
import { setClassic } from './lab-api';
import { useLabChange } from './use-lab';

/** Starts and stops the classic system beside this one. */
export function ClassicSwitch({ isOn }: { isOn: boolean }) {
  const change = useLabChange();
  const id = useId();
  return (
    <div className="card mt-4 p-4">
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-describedby={id}
        disabled={change.isPending}
        onClick={() => change.mutate(() => setClassic(isOn ? 'stopped' : 'running'))}
        className="group flex items-center gap-3 rounded-lg text-left font-medium disabled:opacity-60"
      >
        <span
          aria-hidden="true"
          className="flex h-6 w-11 shrink-0 items-center rounded-full border border-muted bg-sunken p-0.5 group-aria-checked:border-accent group-aria-checked:bg-accent"
        >
          <span className="size-4.5 rounded-full bg-muted transition-transform group-aria-checked:translate-x-5 group-aria-checked:bg-on-accent motion-reduce:transition-none" />
        </span>
        Run the classic bus beside it
      </button>
      <p id={id} className="mt-1 text-muted text-sm">
        The course’s five services, with an array for a log. They get the same load, and what you do to a part
        here is done to theirs at the same moment.
      </p>
      {change.error && (
        <p role="alert" className="mt-2 text-bad text-sm">
          {change.error.message}
        </p>
      )}
    </div>
  );
}
