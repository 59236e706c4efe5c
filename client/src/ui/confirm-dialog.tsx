import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from './button';

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirmLabel: string;
  /** False while the action is not possible; default true. */
  readonly canConfirm?: boolean;
  /** `primary` for an action that can be undone. */
  readonly look?: 'danger' | 'primary';
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before an action that cannot be undone. Escape cancels; the focus returns to where it was. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirmLabel, canConfirm = true, look = 'danger', onConfirm, onCancel } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const cancel = (event: { preventDefault(): void }) => {
    event.preventDefault();
    onCancel();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={cancel}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-xl border border-line bg-surface p-5 text-ink shadow-xl backdrop:bg-black/40"
    >
      <h2 id={titleId} className="font-semibold text-lg">
        {title}
      </h2>
      <div className="mt-2 text-muted text-sm">{children}</div>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button look={look} onClick={onConfirm} disabled={!canConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </dialog>
  );
}
