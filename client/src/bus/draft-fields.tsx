import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { type Answer, call } from '../api/call';
import type { EventDraft } from './event-draft';

interface DraftFieldsProps {
  readonly draft: EventDraft;
  readonly onDraft: (draft: EventDraft) => void;
  readonly faults: Partial<Record<keyof EventDraft, string>>;
}

const LABELS = {
  type: 'Type',
  source: 'Source',
  subject: 'Subject (optional)',
  data: 'Data, as JSON',
} as const;

/** The fields of an event, each with its error. */
export function DraftFields({ draft, onDraft, faults }: DraftFieldsProps) {
  const id = useId();
  const { data: known = [] } = useQuery({
    queryKey: ['types'],
    queryFn: ({ signal }) => call('event-bus', 'GET /types', { signal }),
  });
  const types = known.filter(({ registeredAt }) => registeredAt !== null);
  const registered = types.find(({ type }) => type === draft.type.trim());
  const field = (name: keyof EventDraft) => ({
    id: `${id}-${name}`,
    value: draft[name],
    spellCheck: false,
    autoComplete: 'off',
    'aria-invalid': faults[name] !== undefined,
    'aria-describedby': `${id}-${name}-note`,
    onChange: ({ target }: { target: { value: string } }) => onDraft({ ...draft, [name]: target.value }),
  });
  const note = (name: keyof EventDraft, otherwise = '') => (
    <p id={`${id}-${name}-note`} className={`mt-1 text-sm ${faults[name] ? 'text-bad' : 'text-muted'}`}>
      {faults[name] ?? otherwise}
    </p>
  );
  const label = (name: keyof EventDraft) => (
    <label htmlFor={`${id}-${name}`} className="mb-1 block font-medium text-sm">
      {LABELS[name]}
    </label>
  );
  return (
    <>
      <div>
        {label('type')}
        <input list={`${id}-types`} className="field text-sm" {...field('type')} />
        <datalist id={`${id}-types`}>
          {types.map(({ type }) => (
            <option key={type} value={type} />
          ))}
        </datalist>
        {note('type', meaningOf(draft.type.trim(), registered))}
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <div>
          {label('source')}
          <input className="field text-sm" {...field('source')} />
          {note('source')}
        </div>
        <div>
          {label('subject')}
          <input className="field text-sm" {...field('subject')} />
          {note('subject')}
        </div>
      </div>
      <div>
        {label('data')}
        <textarea rows={9} className="field font-mono text-xs" {...field('data')} />
        {note('data')}
      </div>
    </>
  );
}

function meaningOf(type: string, registered: Answer<'event-bus', 'GET /types'>[number] | undefined): string {
  if (type === '') return '';
  if (registered === undefined) return 'This type is not registered: the bus accepts any data.';
  return `${registered.meaning ?? 'Registered.'} The bus checks the data against its schema.`;
}
