import type { ProblemDefinitions } from '../src/define-problems';
import { STATUS_OF_KIND } from '../src/problem-kinds';

/** The problems of a part of the system, as its `problems.ts` declares them. */
export interface PartProblems {
  readonly part: string;
  readonly definitions: ProblemDefinitions;
}

interface Row {
  readonly code: string;
  readonly status: number | undefined;
  readonly meaning: string;
  readonly parts: string[];
}

/** The tables of all problems, by code: those that requests are answered with, and those that end a process or a command. */
export function renderProblems(parts: readonly PartProblems[]): { served: string; unserved: string } {
  const rows = rowsOf(parts);
  const nameOf = ({ parts: having }: Row) => (having.length === parts.length ? 'all' : having.join(', '));
  const served = rows
    .filter(({ status }) => status !== undefined)
    .map((row) => `| \`${row.code}\` | ${row.status} | ${nameOf(row)} | ${row.meaning} |`);
  const unserved = rows
    .filter(({ status }) => status === undefined)
    .map((row) => `| \`${row.code}\` | ${nameOf(row)} | ${row.meaning} |`);
  return {
    served: ['| code | status | of | meaning |', '|---|---|---|---|', ...served].join('\n'),
    unserved: ['| code | of | meaning |', '|---|---|---|', ...unserved].join('\n'),
  };
}

/** A code that means something else in another part has a row for each meaning. */
function rowsOf(parts: readonly PartProblems[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { part, definitions } of parts) {
    for (const [code, [kind, meaning]] of Object.entries(definitions)) {
      const key = `${code} ${kind} ${meaning}`;
      const row = rows.get(key) ?? { code, status: STATUS_OF_KIND[kind], meaning, parts: [] };
      row.parts.push(part);
      rows.set(key, row);
    }
  }
  return [...rows.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
