import { Fragment } from 'react';
import type { StartedBy } from '../api/started-by';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { useDisclosure } from '../ui/use-disclosure';
import { commandNote, partCommands } from './part-commands';

interface NodeCommandsProps {
  /** Name of the node in the picture. */
  readonly node: string;
  readonly startedBy: StartedBy;
  /** The side of its button on which the panel opens. */
  readonly side: 'left' | 'right';
}

/** A node's button where there is no lab: shows commands to copy that stop the service and start it again. */
export function NodeCommands({ node, startedBy, side }: NodeCommandsProps) {
  const { isOpen, setOpen, root, button, panelId } = useDisclosure();
  const commands = partCommands(node, startedBy);
  if (commands.length === 0) return null;
  return (
    <div ref={root} className="relative flex">
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={panelId}
        aria-label={`Commands for ${node}`}
        onClick={() => setOpen(!isOpen)}
        className="inline-flex items-center rounded-md border border-line bg-surface px-1.5 py-0.5 text-ink text-xs hover:border-accent"
      >
        <Icon name="terminal" />
      </button>
      {isOpen && (
        <section
          id={panelId}
          aria-label={`Commands for ${node}`}
          className={`z-30 rounded-xl border border-line bg-surface p-3 text-ink shadow-xl max-md:fixed max-md:inset-x-4 max-md:bottom-4 md:absolute md:top-full md:mt-1 md:w-96 ${side === 'right' ? 'md:left-0' : 'md:right-0'}`}
        >
          <p className="text-muted text-sm">{commandNote(startedBy)}</p>
          <dl className="mt-2 grid gap-2 text-sm">
            {commands.map(({ label, command }) => (
              <div key={label}>
                <dt className="font-medium">{label}</dt>
                <dd className="mt-0.5 flex items-center gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3">
                  <Command text={command} />
                  <CopyButton text={command} label={`Copy: ${command}`} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

/** A command that wraps only between words: browsers would also break after an option's hyphens. */
function Command({ text }: { text: string }) {
  return (
    <code className="min-w-0 flex-1 font-mono text-xs">
      {text.split(' ').map((word, index) => (
        <Fragment key={word}>
          {index > 0 && ' '}
          <span className="inline-block">{word}</span>
        </Fragment>
      ))}
    </code>
  );
}
