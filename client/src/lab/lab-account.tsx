import { AccountPanel } from './account-panel';
import { useAccount } from './use-account';

/** The account of this system, live. */
export function LabAccount() {
  const { account, restart } = useAccount();
  return account === undefined ? null : <AccountPanel account={account} onRestart={restart} />;
}
