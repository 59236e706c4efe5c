import type { LabState } from '@blog/lab/state';
import { nodeOf } from '../api/state-of';
import { Icon } from '../ui/icon';
import { useDisclosure } from '../ui/use-disclosure';
import { actOn } from './lab-api';
import { PartControls } from './part-controls';
import { useLabChange } from './use-lab';

interface NodeMenuProps {
  /** Name of the node in the picture. */
  readonly node: string;
  readonly lab: LabState;
  /** The side of its button on which the panel opens. */
  readonly side: 'left' | 'right';
}

/** A node's buttons: one to start a part that is down, one to open its controls. Escape closes the panel. */
export function NodeMenu({ node, lab, side }: NodeMenuProps) {
  const { isOpen, setOpen, root, button, panelId } = useDisclosure();
  const change = useLabChange();
  const parts = lab.parts.filter((part) => nodeOf(part) === node);
  if (parts.length === 0) return null;
  const down = parts.find(({ actions }) => actions.includes('start'));
  const look = 'inline-flex items-center gap-1 rounded-md border px-1.5 py-0.5 font-medium text-xs';
  return (
    <div ref={root} className="relative flex gap-1">
      {down && (
        <button
          type="button"
          disabled={change.isPending}
          onClick={() => change.mutate(() => actOn(down.name, 'start'))}
          className={`${look} border-transparent bg-accent text-on-accent`}
          aria-label={`Start ${down.name}`}
        >
          <Icon name="play" /> Start
        </button>
      )}
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={panelId}
        aria-label={`Controls for ${node}`}
        onClick={() => {
          change.reset();
          setOpen(!isOpen);
        }}
        className={`${look} border-line bg-surface text-ink hover:border-accent`}
      >
        <Icon name="bolt" />
      </button>
      {change.error && (
        <p
          role="alert"
          className={`absolute top-full z-20 mt-1 w-64 rounded-lg border border-bad bg-bad-tint p-2 text-bad text-sm ${side === 'right' ? 'left-0' : 'right-0'}`}
        >
          {change.error.message}
        </p>
      )}
      {isOpen && (
        <div
          id={panelId}
          className={`z-30 grid gap-4 max-md:fixed max-md:inset-x-4 max-md:bottom-4 md:absolute md:top-full md:mt-1 md:w-72 rounded-xl border border-line bg-surface p-3 text-ink shadow-xl ${side === 'right' ? 'md:left-0' : 'md:right-0'}`}
        >
          {parts.map((part) => (
            <PartControls
              key={part.name}
              part={part}
              link={lab.links.find(({ service }) => service === part.name)}
            />
          ))}
        </div>
      )}
    </div>
  );
}
