import { DomainError } from '@blog/service-kit';
import type { Appended, NewEvent } from '../event-log';
import type { Batch, Outcome } from '../group-commit';

const NEWLINE = Buffer.from('\n');

/** A refusal as it is sent: a `DomainError` without its cause. */
interface SentRefusal {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

type SentOutcome = { readonly appended: readonly Appended[] } | { readonly refused: SentRefusal };

/** A group of batches as lines: how many events each batch has, as a JSON array; then the events, one a line. */
export function encodeGroup(group: readonly Batch[]): Buffer {
  const sizes = Buffer.from(JSON.stringify(group.map(({ length }) => length)));
  return Buffer.concat([sizes, ...group.flat().flatMap(({ bytes }) => [NEWLINE, bytes])]);
}

export function decodeGroup(message: Buffer): Batch[] {
  const [sizes = '[]', ...lines] = message.toString().split('\n');
  const events = lines.map((line): NewEvent => {
    const { id, source } = JSON.parse(line) as { id: string; source: string };
    return { id, source, bytes: Buffer.from(line) };
  });
  return (JSON.parse(sizes) as number[]).map((size) => events.splice(0, size));
}

export function encodeOutcomes(outcomes: readonly Outcome[]): string {
  return JSON.stringify(outcomes.map(sentOutcome));
}

export function decodeOutcomes(text: string): Outcome[] {
  return (JSON.parse(text) as SentOutcome[]).map((sent) => {
    if ('appended' in sent) return sent;
    const { code, message, details } = sent.refused;
    return { refused: new DomainError(code, message, details) };
  });
}

function sentOutcome(outcome: Outcome): SentOutcome {
  if (outcome.appended !== undefined) return { appended: outcome.appended };
  const { refused } = outcome;
  // What it is in detail is in the log of the replica that it happened to.
  if (!(refused instanceof DomainError)) throw refused;
  const { code, message, details } = refused;
  return { refused: { code, message, details } };
}
