import type { AccountState, Finding } from '@blog/lab/account';
import { Link } from 'react-router';
import { Badge } from '../ui/badge';
import { number, timeOf, wordOf } from './account-words';

/** Everything that is wrong, each with its post or comment and its event; empty if nothing is. */
export function AccountFindings(props: {
  account: AccountState;
  hasLinks: boolean;
  title: string;
  shown: number;
}) {
  const { account, hasLinks, title, shown } = props;
  const { findings } = account;
  if (findings.length === 0) return null;
  const rest = findings.slice(shown);
  return (
    <div className="mt-4">
      <h3 className="font-medium text-sm">Findings</h3>
      <List label={`Findings: ${title}`} findings={findings.slice(0, shown)} hasLinks={hasLinks} />
      {rest.length > 0 && (
        <details className="mt-1 text-sm">
          <summary>{number(rest.length)} more</summary>
          <List label={`More findings: ${title}`} findings={rest} hasLinks={hasLinks} />
        </details>
      )}
    </div>
  );
}

function List(props: { label: string; findings: readonly Finding[]; hasLinks: boolean }) {
  return (
    <ol aria-label={props.label} className="mt-1 grid gap-2 text-sm">
      {props.findings.map((finding) => (
        <li key={finding.number} className="flex flex-wrap items-baseline gap-x-2">
          <Badge tone="bad">{wordOf(finding.kind)}</Badge>
          <SubjectName finding={finding} hasLinks={props.hasLinks} />
          <span className="min-w-0 break-words">{finding.text}</span>
          {finding.position !== null && props.hasLinks && (
            <Link to={`/bus/${finding.position}`} className="text-accent underline">
              Event {number(finding.position)}
            </Link>
          )}
          <time dateTime={finding.at} className="text-muted tabular-nums">
            {timeOf(finding.at)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function SubjectName({ finding, hasLinks }: { finding: Finding; hasLinks: boolean }) {
  const { subject } = finding;
  if (subject === null) return null;
  const name = `${subject.kind} ${subject.id}`;
  if (!hasLinks) return <span className="break-all font-mono text-xs">{name}</span>;
  return (
    <Link
      to={`/posts/${subject.postId ?? subject.id}`}
      className="break-all font-mono text-accent text-xs underline"
    >
      {name}
    </Link>
  );
}
