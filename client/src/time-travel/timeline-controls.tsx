import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { SPEEDS, type Speed } from './use-playback';

interface TimelineControlsProps {
  readonly position: number;
  readonly head: number;
  readonly moveTo: (position: number) => void;
  readonly moveToTime: (timeMs: number) => void;
  readonly isPlaying: boolean;
  readonly setPlaying: (playing: boolean) => void;
  readonly speed: Speed;
  readonly setSpeed: (speed: Speed) => void;
  /** RFC 3339, of the event at this position. */
  readonly time: string | undefined;
}

/** As a field for date and time wants it: local time without a zone. */
function toLocal(time: string | undefined): string {
  if (time === undefined) return '';
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The slider over the log, the steps, the speed, and the way to a time. */
export function TimelineControls(props: TimelineControlsProps) {
  const { position, head, moveTo, isPlaying, setPlaying } = props;
  const play = () => {
    if (!isPlaying && position === head) moveTo(0);
    setPlaying(!isPlaying);
  };
  const valueText = `Position ${position} of ${head}${props.time ? `, ${new Date(props.time).toLocaleString()}` : ''}`;
  return (
    <section aria-label="Timeline" className="card sticky top-14 z-10 p-4 max-sm:top-22">
      <input
        type="range"
        aria-label="Position in the log"
        aria-valuetext={valueText}
        min={0}
        max={head}
        value={position}
        onChange={({ target }) => moveTo(target.valueAsNumber)}
        className="w-full accent-accent"
      />
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex gap-1">
          <Step name="first" label="To the beginning" onClick={() => moveTo(0)} disabled={position === 0} />
          <Step
            name="back"
            label="One event back"
            onClick={() => moveTo(position - 1)}
            disabled={position === 0}
          />
          <Button look="primary" onClick={play} disabled={head === 0} className="min-w-24">
            <Icon name={isPlaying ? 'pause' : 'play'} /> {isPlaying ? 'Pause' : 'Play'}
          </Button>
          <Step
            name="next"
            label="One event on"
            onClick={() => moveTo(position + 1)}
            disabled={position === head}
          />
          <Step
            name="last"
            label="To the present"
            onClick={() => moveTo(head)}
            disabled={position === head}
          />
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
        <label className="flex items-center gap-2 text-sm">
          <span className="text-muted">Time</span>
          <input
            type="datetime-local"
            step={1}
            value={toLocal(props.time)}
            onChange={({ target }) => {
              if (target.value !== '') props.moveToTime(new Date(target.value).getTime() + 999);
            }}
            // Its parts have the focus one by one, for which a browser does not call the field :focus-visible.
            className="field w-auto py-1.5 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2"
          />
        </label>
        <output className="ml-auto font-mono text-sm tabular-nums">
          {position.toLocaleString('en')} / {head.toLocaleString('en')}
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
      className="px-2.5"
    >
      <Icon name={props.name} />
    </Button>
  );
}
