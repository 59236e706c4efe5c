import { isDeepStrictEqual } from 'node:util';
import type { Tally } from './tally';

/** An event as recorded by a publisher, a reader or the log. */
export interface Entry {
  readonly position: number;
  readonly source: string;
  readonly id: string;
}

/** An acknowledged event; `sequence` counts the events of its source: 1, 2, 3 … */
export interface Acknowledged extends Entry {
  readonly sequence: number;
}

interface Finding {
  readonly kind: 'lost' | 'duplicated' | 'reordered';
  readonly text: string;
}

const identity = ({ source, id }: { source: string; id: string }) => `${source} ${id}`;
const name = ({ source, id, position }: Entry) => `${position} (${source} ${id})`;

/**
 * Compares acknowledged events with the whole log: each is there exactly once, at the acknowledged position; positions are 1,
 * 2, 3 …; and each source's events are in the order sent.
 */
export function auditLog(subject: { acknowledged: readonly Acknowledged[]; log: readonly Entry[] }): Tally {
  const { acknowledged, log } = subject;
  const findings: Finding[] = [];
  const positions = new Map<string, number>();
  log.forEach((entry, index) => {
    if (entry.position !== index + 1) findings.push(reordered(`${name(entry)} is at place ${index + 1}`));
    const first = positions.get(identity(entry));
    if (first === undefined) positions.set(identity(entry), entry.position);
    else findings.push(duplicated(`${name(entry)} is at ${first} already`));
  });
  const last = new Map<string, Acknowledged>();
  for (const entry of [...acknowledged].sort((a, b) => a.sequence - b.sequence)) {
    const position = positions.get(identity(entry));
    if (position === undefined) findings.push(lost(`${name(entry)} was acknowledged and is missing`));
    else if (position !== entry.position) findings.push(reordered(`${name(entry)} moved to ${position}`));
    const before = last.get(entry.source);
    if (before !== undefined && before.position >= entry.position && before.sequence < entry.sequence) {
      findings.push(reordered(`${name(entry)} was sent after ${name(before)}`));
    }
    last.set(entry.source, entry);
  }
  return tally(findings);
}

/**
 * Compares what a reader received, in order, with the log: a prefix after `after`, each event once. With `again: 'may come'` (a
 * webhook after a crash) events may be repeated, but none skipped. With `isWanted`, the reader must receive only those events.
 */
export function auditReader(subject: {
  reader: string;
  seen: readonly Entry[];
  log: readonly Entry[];
  after?: number;
  through?: number;
  again?: 'may come';
  isWanted?: (position: number) => boolean;
}): Tally {
  const { reader, seen, log, after = 0, through, again, isWanted = () => true } = subject;
  const findings: Finding[] = [];
  const missing = (position: number, when: string) => {
    if (isWanted(position)) findings.push(lost(`${reader} was not given ${position}${when}`));
  };
  let last = after;
  for (const entry of seen) {
    const stored = log[entry.position - 1];
    if (stored === undefined) {
      findings.push(lost(`${reader} was given ${name(entry)}, which is not in the log`));
    } else if (identity(stored) !== identity(entry)) {
      findings.push(reordered(`${reader} was given ${name(entry)}, and the log has ${name(stored)}`));
    }
    if (!isWanted(entry.position)) {
      findings.push(reordered(`${reader} was given ${name(entry)}, which it did not want`));
    }
    if (entry.position <= last) {
      if (again === undefined) findings.push(duplicated(`${reader} was given ${name(entry)} again`));
      continue;
    }
    for (let missed = last + 1; missed < entry.position; missed += 1) {
      missing(missed, ` before ${entry.position}`);
    }
    last = entry.position;
  }
  for (let missed = last + 1; missed <= (through ?? last); missed += 1) {
    missing(missed, '');
  }
  return tally(findings);
}

/** Compares the log's answers to duplicates with their first positions. */
export function auditAgain(subject: { first: readonly Entry[]; positions: readonly number[] }): Tally {
  const { first, positions } = subject;
  const moved = first.filter(({ position }, index) => position !== positions[index]);
  return tally(moved.map((entry) => duplicated(`${name(entry)} was stored again when it came again`)));
}

/**
 * Compares a service's state with the fold of the log: the same items, once each, in the same order, with the same content.
 * Different content counts as a lost effect.
 */
export function auditState<Item extends { readonly id: string }>(subject: {
  service: string;
  actual: readonly Item[];
  expected: readonly Item[];
}): Tally {
  const { service, actual, expected } = subject;
  const findings: Finding[] = [];
  const actualById = new Map<string, Item>();
  for (const item of actual) {
    if (actualById.has(item.id)) findings.push(duplicated(`${service} has ${item.id} twice`));
    actualById.set(item.id, item);
  }
  const expectedById = new Map(expected.map((item) => [item.id, item]));
  for (const { id } of actualById.values()) {
    if (!expectedById.has(id)) findings.push(lost(`${service} has ${id}, which the log does not tell of`));
  }
  for (const item of expected) {
    const found = actualById.get(item.id);
    if (found === undefined) findings.push(lost(`${service} does not have ${item.id}`));
    else if (!isDeepStrictEqual(found, item)) {
      const difference = `${JSON.stringify(found)}, not ${JSON.stringify(item)}`.slice(0, 600);
      findings.push(lost(`${service} has ${difference}`));
    }
  }
  const shared = [...actualById.keys()].filter((id) => expectedById.has(id));
  const order = [...expectedById.keys()].filter((id) => actualById.has(id));
  shared.forEach((id, index) => {
    if (id !== order[index]) findings.push(reordered(`${service} has ${id} where ${order[index]} belongs`));
  });
  return tally(findings);
}

const lost = (text: string): Finding => ({ kind: 'lost', text });
const duplicated = (text: string): Finding => ({ kind: 'duplicated', text });
const reordered = (text: string): Finding => ({ kind: 'reordered', text });

function tally(findings: readonly Finding[]): Tally {
  const count = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length;
  return {
    lost: count('lost'),
    duplicated: count('duplicated'),
    reordered: count('reordered'),
    findings: findings.map(({ text }) => text),
  };
}
