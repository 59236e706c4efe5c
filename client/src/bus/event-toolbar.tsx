import { useAnnounce } from '../ui/announcer';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import type { EventFilter } from './event-filter';
import { GoToPosition } from './go-to-position';
import type { LogTail } from './log-tail';
import { SubjectFilter } from './subject-filter';
import { TypeFilter } from './type-filter';

interface EventToolbarProps {
  readonly filter: EventFilter;
  readonly onFilter: (filter: EventFilter) => void;
  readonly logId: string;
  readonly tail: LogTail;
  /** The last position to which one can go. */
  readonly last: number;
  readonly onGoTo: (position: number) => void;
  readonly reading: { readonly isPaused: boolean; readonly pause: () => void; readonly resume: () => void };
}

/** What is shown of the log, from where, and whether it moves. */
export function EventToolbar(props: EventToolbarProps) {
  const { filter, onFilter, logId, tail, last, onGoTo, reading } = props;
  const announce = useAnnounce();
  const { isPaused } = reading;
  const toggle = () => {
    if (isPaused) reading.resume();
    else reading.pause();
    announce(isPaused ? 'Resumed' : 'Paused');
  };
  return (
    <div className="mb-3 flex flex-wrap items-start gap-2">
      <TypeFilter
        logId={logId}
        tail={tail}
        types={filter.types}
        onTypes={(types) => onFilter({ ...filter, types })}
      />
      <SubjectFilter subject={filter.subject} onSubject={(subject) => onFilter({ ...filter, subject })} />
      <div className="ml-auto flex items-start gap-2 max-sm:w-full max-sm:justify-between">
        <GoToPosition last={last} onGoTo={onGoTo} />
        <Button onClick={toggle}>
          <Icon name={isPaused ? 'play' : 'pause'} />
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      </div>
    </div>
  );
}
