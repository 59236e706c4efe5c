import { type Ref, useState } from 'react';
import { useReturn } from '../api/use-return';
import { ActionMenu } from '../ui/action-menu';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { eventsOf, historyOf } from './history-links';

interface ChangeActionsProps {
  /** What is changed, in a word. */
  readonly what: 'post' | 'comment';
  /** What a deletion means, for the confirmation. */
  readonly consequence: string;
  readonly menuButton: Ref<HTMLButtonElement>;
  readonly id: string;
  readonly postId: string;
  readonly onEdit: () => void;
  /** The deletion, run after confirmation. */
  readonly remove: { readonly error: Error | null; mutate(): void; reset(): void };
}

/** The menu of a post or comment: edit, delete, and links to its history. A deletion asks first, and reports a failure. */
export function ChangeActions({
  what,
  id,
  postId,
  consequence,
  menuButton,
  onEdit,
  remove,
}: ChangeActionsProps) {
  const [isAsking, setAsking] = useState(false);
  useReturn(remove.error, remove.reset);
  // An earlier failure is no longer news.
  const begin = (next: () => void) => {
    remove.reset();
    next();
  };
  return (
    <>
      <span className="ml-auto">
        <ActionMenu
          label={`Actions for this ${what}`}
          ref={menuButton}
          items={[
            { label: 'Edit', icon: 'edit', onSelect: () => begin(onEdit) },
            { label: 'Delete', icon: 'trash', onSelect: () => begin(() => setAsking(true)) },
            { label: 'Events on the bus', icon: 'events', to: eventsOf(id) },
            { label: 'Time travel', icon: 'clock', to: historyOf(postId) },
          ]}
        />
      </span>
      {remove.error && (
        <p role="alert" className="w-full text-bad">
          {remove.error.message} The {what} is still there.
        </p>
      )}
      {isAsking && (
        <ConfirmDialog
          title={`Delete this ${what}?`}
          confirmLabel="Delete"
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            remove.mutate();
          }}
        >
          {consequence}
        </ConfirmDialog>
      )}
    </>
  );
}
