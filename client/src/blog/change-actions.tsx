import { type Ref, useState } from 'react';
import { useReturn } from '../api/use-return';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';

interface ChangeActionsProps {
  /** What is changed, in a word. */
  readonly what: 'post' | 'comment';
  /** What a deletion means, for the question before it. */
  readonly consequence: string;
  readonly editButton: Ref<HTMLButtonElement>;
  readonly onEdit: () => void;
  /** The deletion, once it is confirmed. */
  readonly remove: { readonly error: Error | null; mutate(): void; reset(): void };
}

/** The buttons that edit or delete something. A deletion asks first, and says so if it has failed. */
export function ChangeActions({ what, consequence, editButton, onEdit, remove }: ChangeActionsProps) {
  const [isAsking, setAsking] = useState(false);
  useReturn(remove.error, remove.reset);
  // What failed before is no news any more.
  const begin = (next: () => void) => {
    remove.reset();
    next();
  };
  return (
    <>
      <span className="ml-auto flex gap-1">
        <Button look="quiet" small ref={editButton} onClick={() => begin(onEdit)}>
          <Icon name="edit" /> Edit
        </Button>
        <Button look="quiet" small onClick={() => begin(() => setAsking(true))}>
          <Icon name="trash" /> Delete
        </Button>
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
