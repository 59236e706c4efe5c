import { ApiProblem } from '../api/api-problem';
import { Notice } from '../ui/notice';

interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Why the bus did not accept an event, in full. */
export function PublishProblem({ error }: { error: Error }) {
  const problem = error instanceof ApiProblem ? error : undefined;
  const { errors } = problem?.details ?? {};
  const faults = Array.isArray(errors) ? (errors as Fault[]) : [];
  return (
    <Notice
      tone="bad"
      role="alert"
      title={problem === undefined ? 'It was not published' : `Not published: ${problem.code}`}
    >
      {faults.length === 0 ? (
        <p className="break-words">{error.message}</p>
      ) : (
        <ul className="list-disc space-y-1 pl-5">
          {faults.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`} className="break-words">
              <code className="font-mono text-xs">{pointer}</code>: {detail}
            </li>
          ))}
        </ul>
      )}
      {problem !== undefined && problem.status > 0 && (
        <p className="mt-2 text-muted">HTTP {problem.status}</p>
      )}
    </Notice>
  );
}
