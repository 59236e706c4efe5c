import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import type { LogEvent } from '../api/bus-events';
import { Button } from '../ui/button';
import { DraftFields } from './draft-fields';
import { type EventDraft, eventOf, faultsOf } from './event-draft';
import { type EventIdentity, publishEvent } from './publish-event';
import { PublishProblem } from './publish-problem';
import { WhoGetsIt } from './who-gets-it';

interface PublishDialogProps {
  /** The event being copied; undefined for a new one. */
  readonly original: LogEvent | undefined;
  readonly draft: EventDraft;
  /** Kept until the content changes, so that sending again after a lost answer stores the event once. */
  readonly identity: EventIdentity;
  readonly onDraft: (draft: EventDraft) => void;
  readonly onPublished: (position: number) => void;
  readonly onClose: () => void;
}

/** A form for an event, or an edited copy of one. The component that opens it keeps the draft. */
export function PublishDialog(props: PublishDialogProps) {
  const { original, draft, identity, onDraft, onPublished, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [isChecked, setChecked] = useState(false);
  const publish = useMutation({
    mutationFn: () => publishEvent(eventOf(draft, { ...identity, original })),
    onSuccess: onPublished,
  });
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const faults = faultsOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(faults).length === 0 && !publish.isPending) publish.mutate();
  };
  const change = (next: EventDraft) => {
    publish.reset();
    onDraft(next);
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-what`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] overflow-y-auto rounded-xl border border-line bg-surface p-5 text-ink shadow-xl backdrop:bg-black/40"
    >
      <h2 id={`${id}-title`} className="font-semibold text-lg">
        {original === undefined ? 'Publish an event' : `Publish a copy of event ${original.position}`}
      </h2>
      <p id={`${id}-what`} className="mt-1 text-muted text-sm">
        {original === undefined
          ? 'The bus appends it to the log permanently.'
          : `The bus permanently appends a new event to the log, with its own id and event ${original.position} as its cause.`}{' '}
        Subscribers act on it like on any other event.
      </p>
      <form noValidate onSubmit={submit} className="mt-4 space-y-3">
        <DraftFields draft={draft} onDraft={change} faults={isChecked ? faults : {}} />
        <WhoGetsIt type={draft.type.trim()} />
        {publish.error && <PublishProblem error={publish.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={publish.isPending}>
            {publish.isPending ? 'Publishing' : 'Publish to all subscribers'}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
