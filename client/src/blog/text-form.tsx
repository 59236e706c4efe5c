import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useReturn } from '../api/use-return';
import { Button } from '../ui/button';
import { isComposing } from '../ui/is-composing';
import { useDraft } from './use-draft';

interface TextFormProps {
  /** The field's visible label. */
  readonly label: string;
  readonly placeholder?: string;
  readonly submitLabel: string;
  /** Names the draft, so that it survives errors and reloads. */
  readonly draftName: string;
  readonly initial?: string;
  /** Version of the text being edited. */
  readonly version?: number;
  readonly multiline?: boolean;
  readonly charactersMax: number;
  /** Resolves once the trimmed text is accepted; `baseVersion` is the version shown to the author. */
  readonly onSubmit: (text: string, baseVersion: number) => Promise<unknown>;
  readonly isSending: boolean;
  readonly error: Error | null;
  /** Called when the service that caused the error is back. */
  readonly onReturn: () => void;
  readonly onCancel?: () => void;
}

/** A field for a title or a comment. Nothing typed is lost: a refused text comes back. */
export function TextForm(props: TextFormProps) {
  const {
    label,
    placeholder,
    submitLabel,
    multiline = false,
    charactersMax,
    isSending,
    error,
    onCancel,
  } = props;
  const draft = useDraft(props.draftName, props.initial, props.version);
  useReturn(error, props.onReturn);
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const trimmed = draft.text.trim().normalize('NFC');
  const characters = [...trimmed].length;
  const isTooLong = characters > charactersMax;
  const isSendable = characters > 0 && !isTooLong && !isSending;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSendable) return;
    const separator = multiline ? '\n' : ' ';
    void draft.send(() => props.onSubmit(trimmed, draft.baseVersion), { separator });
  };
  const cancel =
    onCancel &&
    (() => {
      draft.clear();
      onCancel();
    });
  // A form with Cancel was opened by a button: the focus moves on into its field.
  const isOpened = onCancel !== undefined;
  useEffect(() => {
    if (isOpened) form.current?.querySelector<HTMLElement>('.field')?.focus();
  }, [isOpened]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const { key, ctrlKey, metaKey } = event;
    if (key === 'Enter' && (ctrlKey || metaKey)) form.current?.requestSubmit();
    if (key === 'Escape') cancel?.();
  };
  const field = {
    id,
    className: 'field',
    value: draft.text,
    placeholder,
    'aria-describedby': `${id}-note`,
    'aria-invalid': isTooLong || error !== null,
    onKeyDown,
    onChange: ({ target }: { target: { value: string } }) => draft.write(target.value),
  };

  return (
    <form ref={form} onSubmit={submit} className="space-y-2">
      <label htmlFor={id} className="block font-medium text-sm">
        {label}
      </label>
      {multiline ? <textarea rows={3} {...field} /> : <input type="text" autoComplete="off" {...field} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" disabled={!isSendable}>
          {isSending ? 'Sending' : submitLabel}
        </Button>
        {cancel && <Button onClick={cancel}>Cancel</Button>}
        <p id={`${id}-note`} className={`text-sm ${isTooLong ? 'text-bad' : 'text-muted'}`}>
          {characters > charactersMax * 0.8 && `${characters} of at most ${charactersMax} characters`}
        </p>
      </div>
      {error && (
        <p role="alert" className="text-bad text-sm">
          {error.message} What you typed is still here.
        </p>
      )}
    </form>
  );
}
