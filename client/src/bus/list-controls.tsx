import { useAnnounce } from '../ui/announcer';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { GoToPosition } from './go-to-position';

interface ListControlsProps {
  readonly isFolded: boolean;
  readonly onFolded: (isFolded: boolean) => void;
  /** The last position to go to. */
  readonly last: number;
  readonly onGoTo: (position: number) => void;
  readonly reading: { readonly isPaused: boolean; readonly pause: () => void; readonly resume: () => void };
}

/** Buttons for threads, jumping to a position, and pausing. */
export function ListControls({ isFolded, onFolded, last, onGoTo, reading }: ListControlsProps) {
  const announce = useAnnounce();
  const { isPaused } = reading;
  const toggle = () => {
    if (isPaused) reading.resume();
    else reading.pause();
    announce(isPaused ? 'Resumed' : 'Paused');
  };
  return (
    <div className="ml-auto flex items-start gap-2 max-sm:w-full max-sm:justify-between">
      <Button
        aria-pressed={isFolded}
        onClick={() => onFolded(!isFolded)}
        className="aria-pressed:border-accent aria-pressed:bg-tint aria-pressed:text-accent max-sm:px-3"
      >
        Threads
      </Button>
      <GoToPosition last={last} onGoTo={onGoTo} />
      <Button onClick={toggle} className="max-sm:px-3">
        <Icon name={isPaused ? 'play' : 'pause'} />
        <span className="max-sm:sr-only">{isPaused ? 'Resume' : 'Pause'}</span>
      </Button>
    </div>
  );
}
