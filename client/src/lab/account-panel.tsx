import type { AccountState } from '@blog/lab/account';
import { type ReactNode, useId } from 'react';
import { Button } from '../ui/button';
import { AccountFindings } from './account-findings';
import { acceptedOf, FINDING_WORDS, number, standOf, stepsOf, timeOf, waitingFor } from './account-words';

interface AccountPanelProps {
  readonly account: AccountState;
  readonly title?: string;
  /** Whether this page's bus view has the positions, and its blog the posts. */
  readonly hasLinks?: boolean;
  /** Starts a new account; without it there is no button. */
  readonly onRestart?: (() => void) | undefined;
  /** Number of findings shown before "more". */
  readonly findingsShown?: number;
  readonly children?: ReactNode;
}

/** Where everything accepted is, and what is lost, duplicated or out of order. */
export function AccountPanel({
  account,
  title = 'Account',
  hasLinks = true,
  onRestart,
  findingsShown = 10,
  children,
}: AccountPanelProps) {
  const id = useId();
  const isEmpty = acceptedOf(account) === 0;
  return (
    <section aria-labelledby={id} className="card @container mt-4 min-w-0 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={id} className="font-semibold text-lg">
          {title}
        </h2>
        {onRestart && (
          <Button small look="quiet" onClick={onRestart}>
            Reset the count
          </Button>
        )}
      </div>
      {children}
      <p className="text-muted text-sm">
        {account.at === null ? (
          'The log has not been read yet.'
        ) : (
          <>
            {account.log === 'away' && 'The bus cannot be reached. '}
            Counted up to position <span className="tabular-nums">{number(account.position ?? 0)}</span>,{' '}
            <time dateTime={account.at} className="tabular-nums">
              {timeOf(account.at)}
            </time>
            .
          </>
        )}
      </p>
      <div className="mt-3 grid gap-x-8 gap-y-4 @2xl:grid-cols-2">
        <div>
          <dl className="grid grid-cols-3 gap-2">
            {FINDING_WORDS.map(({ kind, word }) => (
              <div
                key={kind}
                className={`rounded-lg px-2 py-2 text-center ${toneOf(account[kind], isEmpty)}`}
              >
                <dt className="text-sm">{word}</dt>
                <dd className="font-semibold text-2xl tabular-nums">{number(account[kind])}</dd>
              </div>
            ))}
          </dl>
          <Waiting account={account} />
        </div>
        <ol
          aria-label={`Progress of what was accepted: ${title}`}
          className="grid content-start gap-1.5 text-sm"
        >
          {stepsOf(account).map(({ name, done, of }) => (
            <li key={name} className="grid grid-cols-[6rem_minmax(0,1fr)_7.5rem] items-center gap-2">
              <span>{name}</span>
              <span aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-sunken">
                <span
                  className={`block h-full rounded-full ${done < of ? 'bg-warn' : 'bg-good'}`}
                  style={{ width: of === 0 ? 0 : `${(100 * done) / of}%` }}
                />
              </span>
              <span className="text-right tabular-nums">
                {number(done)}
                {done < of && <span className="text-muted"> of {number(of)}</span>}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <AccountFindings account={account} hasLinks={hasLinks} title={title} shown={findingsShown} />
    </section>
  );
}

/** A 0 is neither good nor bad before anything was accepted. */
function toneOf(count: number, isEmpty: boolean): string {
  if (count > 0) return 'bg-bad-tint text-bad';
  return isEmpty ? 'bg-sunken text-ink' : 'bg-good-tint text-good';
}

function Waiting({ account }: { account: AccountState }) {
  const { onTheWay, beingChecked, unchecked } = account;
  const reasons = onTheWay > 0 ? waitingFor(account) : [];
  return (
    <div className="mt-2 text-sm">
      <p>{standOf(account)}</p>
      {(onTheWay > 0 || beingChecked > 0) && (
        <p className="text-warn">
          {[
            onTheWay > 0 && `${number(onTheWay)} on the way`,
            beingChecked > 0 && `${number(beingChecked)} being checked`,
          ]
            .filter(Boolean)
            .join(', ')}
          {reasons.length > 0 && `: ${reasons.join('; ')}`}.
        </p>
      )}
      {unchecked > 0 && (
        <p className="text-muted">{number(unchecked)} no longer followed, and not seen everywhere by then.</p>
      )}
    </div>
  );
}
