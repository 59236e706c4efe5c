import type { NewEvent } from '@blog/event-log';
import { parseCloudEvent } from '../../../event-bus/src/wire/cloud-event';

/** An event in a run's description. `turned`: its attributes and data are in reverse order, which is equivalent. */
export interface Described {
  readonly source: string;
  readonly id: string;
  readonly content: number;
  readonly turned: boolean;
}

export interface Written {
  readonly source: string;
  readonly id: string;
  readonly content: number;
  /** The bytes as first read; they must never change. */
  text?: string;
}

/** The expected answer to a batch. */
export type Answer =
  | { readonly appended: readonly { id: string; position: number; isNew: boolean }[] }
  | { readonly code: 'event.conflict'; readonly details: { indexes: number[]; positions: (number | null)[] } }
  | { readonly code: 'log.overloaded' };

/** The model: the log as a list in memory. */
export class LogBook {
  readonly written: Written[] = [];

  get head(): number {
    return this.written.length;
  }

  append(batch: readonly Described[]): Answer {
    const next = [...this.written];
    const conflicts: { index: number; position: number | null }[] = [];
    const appended = batch.map(({ source, id, content }, index) => {
      const known = next.findIndex((event) => event.source === source && event.id === id);
      if (known === -1) return { id, position: next.push({ source, id, content }), isNew: true };
      const position = known < this.head ? known + 1 : null;
      if (next[known]?.content !== content) conflicts.push({ index, position });
      return { id, position: known + 1, isNew: false };
    });
    if (conflicts.length > 0) {
      const indexes = conflicts.map(({ index }) => index);
      return {
        code: 'event.conflict',
        details: { indexes, positions: conflicts.map(({ position }) => position) },
      };
    }
    this.written.splice(0, this.written.length, ...next);
    return { appended };
  }
}

const dataOf = (content: number) => ({ content, text: 'ä'.repeat(content * 20) });

/** The described event, ready to append. */
export function toEvent({ source, id, content, turned }: Described): NewEvent {
  const { text } = dataOf(content);
  return parseCloudEvent(
    turned
      ? { data: { text, content }, type: 'Said', id, source, specversion: '1.0' }
      : { specversion: '1.0', source, id, type: 'Said', data: { content, text } },
  );
}

/** The event that a reader must get. */
export function toStored({ source, id, content }: Written, position: number, storedtime: unknown) {
  return { position, storedtime, specversion: '1.0', source, id, type: 'Said', data: dataOf(content) };
}
