import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { readLog } from '../api/read-log';
import type { SubscriptionView } from '../api/subscribers';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { replay } from './bus-actions';
import { previewReplay, previewWords } from './replay-preview';

/** A button that moves a subscription's cursor, after showing what that means. */
export function MoveCursor({ subscription }: { subscription: SubscriptionView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Move cursor …
      </Button>
      {isOpen && <MoveCursorDialog subscription={subscription} onClose={() => setOpen(false)} />}
    </>
  );
}

interface MoveCursorDialogProps {
  readonly subscription: SubscriptionView;
  readonly onClose: () => void;
}

function MoveCursorDialog({ subscription, onClose }: MoveCursorDialogProps) {
  const { name, position } = subscription;
  const client = useQueryClient();
  const inputId = useId();
  // The cursor when the dialog opened: it may advance while the dialog is open.
  const [from] = useState(position);
  const [after, setAfter] = useState(from);
  const log = useQuery({ queryKey: ['log now'], queryFn: ({ signal }) => readLog(signal) });
  const head = log.data?.head;
  const isValid = Number.isSafeInteger(after) && after >= 0 && (head === undefined || after <= head);
  const preview = useQuery({
    queryKey: ['replay preview', name, from, after],
    queryFn: ({ signal }) => previewReplay({ ...subscription, position: from }, after, signal),
    enabled: isValid,
  });
  const move = useMutation({
    mutationFn: () => replay(name, after),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['subscribers'] }),
  });
  const error = move.error ?? preview.error ?? log.error;
  return (
    <ConfirmDialog
      title={`Move the cursor of ${name}?`}
      confirmLabel="Move"
      look={after < from ? 'primary' : 'danger'}
      canConfirm={isValid && after !== from && !move.isPending}
      onCancel={onClose}
      onConfirm={() => move.mutate()}
    >
      <p>It is at {from.toLocaleString('en')}. Everything after the new position is delivered, in order.</p>
      <label htmlFor={inputId} className="mt-3 block font-medium text-ink">
        New position, 0 to {head?.toLocaleString('en') ?? 'the head'}
      </label>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <input
          id={inputId}
          type="number"
          min={0}
          max={head}
          step={1}
          value={Number.isNaN(after) ? '' : after}
          onChange={({ target }) => setAfter(target.valueAsNumber)}
          className="field max-w-40"
        />
        <Button small onClick={() => setAfter(0)}>
          Beginning
        </Button>
        {head !== undefined && (
          <Button small onClick={() => setAfter(head)}>
            Head
          </Button>
        )}
      </div>
      <p role="status" className="mt-3 text-ink">
        {!isValid && `Expected a whole number from 0 to ${head?.toLocaleString('en') ?? 'the head'}.`}
        {isValid && after === from && 'That is its present position.'}
        {isValid && after !== from && (preview.data ? previewWords(preview.data, name) : 'Counting …')}
      </p>
      {error && (
        <p role="alert" className="mt-2 text-bad">
          {error.message}
        </p>
      )}
    </ConfirmDialog>
  );
}
