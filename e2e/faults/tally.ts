/**
 * The counts of an audit: acknowledged events that are missing (L), duplicated events or effects (D), and violations of the one
 * order (R). `findings` describes each in a sentence.
 */
export interface Tally {
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly findings: readonly string[];
}

export const CLEAN: Tally = { lost: 0, duplicated: 0, reordered: 0, findings: [] };

export function isClean({ lost, duplicated, reordered, findings }: Tally): boolean {
  return lost + duplicated + reordered + findings.length === 0;
}

export function sumTallies(tallies: readonly Tally[]): Tally {
  return {
    lost: sum(tallies.map(({ lost }) => lost)),
    duplicated: sum(tallies.map(({ duplicated }) => duplicated)),
    reordered: sum(tallies.map(({ reordered }) => reordered)),
    findings: tallies.flatMap(({ findings }) => findings),
  };
}

export function describeTally({ lost, duplicated, reordered, findings }: Tally): string {
  const shown = findings.slice(0, 10).map((finding) => `\n  ${finding}`);
  const more = findings.length > shown.length ? `\n  … and ${findings.length - shown.length} more` : '';
  return `L=${lost} D=${duplicated} R=${reordered}${shown.join('')}${more}`;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
