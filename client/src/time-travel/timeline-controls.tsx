import type { ReactNode } from 'react';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { SPEEDS, type Speed } from './use-playback';

interface TimelineControlsProps {
  /** The current step, from 0 to `steps`: a position of the log, or an event of one post. */
  readonly step: number;
  readonly steps: number;
  readonly stepTo: (step: number) => void;
  readonly position: number;
  /** True if the steps are those of one post. */
  readonly isOfPost: boolean;
  readonly marks: ReactNode;
  readonly moveToTime: (timeMs: number) => void;
  readonly isPlaying: boolean;
  readonly setPlaying: (playing: boolean) => void;
  readonly speed: Speed;
  readonly setSpeed: (speed: Speed) => void;
  /** RFC 3339, of the event at this position. */
  readonly time: string | undefined;
}

/** The format of a date-and-time field: local time without a zone. */
function toLocal(time: string | undefined): string {
  if (time === undefined) return '';
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The slider over the log, the step buttons, the speed, and the time. */
export function TimelineControls(props: TimelineControlsProps) {
  const { step, steps, stepTo, position, isOfPost, isPlaying, setPlaying } = props;
  const play = () => {
    if (!isPlaying && step === steps) stepTo(0);
    setPlaying(!isPlaying);
  };
  const place = isOfPost
    ? `Event ${step} of ${steps}, at position ${position}`
    : `Position ${step} of ${steps}`;
  const valueText = `${place}${props.time ? `, ${new Date(props.time).toLocaleString()}` : ''}`;
  return (
    <section aria-label="Timeline" className="card sticky top-14 z-10 p-4 max-sm:top-22">
      <input
        type="range"
        aria-label={isOfPost ? 'Events of this post' : 'Position in the log'}
        aria-valuetext={valueText}
        min={0}
        max={steps}
        value={step}
        onChange={({ target }) => stepTo(target.valueAsNumber)}
        className="block w-full accent-accent"
      />
      {props.marks}
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex gap-1">
          <Step name="first" label="To the beginning" onClick={() => stepTo(0)} disabled={step === 0} />
          <Step name="back" label="One event back" onClick={() => stepTo(step - 1)} disabled={step === 0} />
          <Button
            look="primary"
            onClick={play}
            disabled={steps === 0}
            className="min-w-24 max-[24rem]:min-w-0 max-[24rem]:px-2.5!"
          >
            <Icon name={isPlaying ? 'pause' : 'play'} /> {isPlaying ? 'Pause' : 'Play'}
          </Button>
          <Step
            name="next"
            label="One event forward"
            onClick={() => stepTo(step + 1)}
            disabled={step === steps}
          />
          <Step name="last" label="To the present" onClick={() => stepTo(steps)} disabled={step === steps} />
        </div>
        <label className="flex items-center gap-2 text-sm">
          <span className="text-muted">Speed</span>
          <select
            value={props.speed}
            onChange={({ target }) => props.setSpeed(Number(target.value) as Speed)}
            className="field w-auto py-1.5"
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {speed} {speed === 1 ? 'event' : 'events'} a second
              </option>
            ))}
          </select>
        </label>
        <label className="flex min-w-0 items-center gap-2 text-sm">
          <span className="text-muted">Time</span>
          <input
            type="datetime-local"
            step={1}
            value={toLocal(props.time)}
            onChange={({ target }) => {
              if (target.value !== '') props.moveToTime(new Date(target.value).getTime() + 999);
            }}
            // Its parts take the focus one by one, and browsers do not match :focus-visible on the whole field.
            className="field w-auto min-w-0 py-1.5 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2"
          />
        </label>
        <output className="ml-auto font-mono text-sm tabular-nums">
          {step.toLocaleString('en')} / {steps.toLocaleString('en')}
        </output>
      </div>
    </section>
  );
}

function Step(props: {
  name: 'first' | 'back' | 'next' | 'last';
  label: string;
  onClick: () => void;
  disabled: boolean;
}) {
  return (
    <Button
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
      disabled={props.disabled}
      className="px-2.5!"
    >
      <Icon name={props.name} />
    </Button>
  );
}
