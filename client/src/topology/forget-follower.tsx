import { useState } from 'react';
import type { FollowerView } from '../api/subscribers';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { forget } from './bus-actions';
import { useBusChange } from './use-bus-change';

/** A button that removes a follower from the list, after a confirmation. */
export function ForgetFollower({ follower }: { follower: FollowerView }) {
  const { name, instance } = follower;
  const [isAsked, setAsked] = useState(false);
  const change = useBusChange();
  return (
    <span className="ml-auto flex items-center gap-2">
      {change.error && (
        <span role="alert" className="text-bad text-sm">
          {change.error.message}
        </span>
      )}
      <Button small onClick={() => setAsked(true)} disabled={change.isPending}>
        Forget …
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={`Forget ${name} (${instance})?`}
          confirmLabel="Forget"
          onCancel={() => setAsked(false)}
          onConfirm={() => {
            setAsked(false);
            change.mutate(() => forget(follower));
          }}
        >
          It is removed from the list. Its own data stays, and it is listed again once it connects.
        </ConfirmDialog>
      )}
    </span>
  );
}
