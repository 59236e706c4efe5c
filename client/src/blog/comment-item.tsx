import { COMMENT_CONTENT_CHARACTERS_MAX } from '@blog/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useAnnounce } from '../ui/announcer';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { RelativeTime } from '../ui/relative-time';
import { StatusBadge } from '../ui/status-badge';
import { useFocusBack } from '../ui/use-focus-back';
import { deleteComment, editComment } from './blog-api';
import type { ShownComment } from './own-writes';
import { ownWrites } from './own-writes-store';
import { TextForm } from './text-form';

/** A comment with its state. The text of a rejected one is not shown: the reason is. */
export function CommentItem({ comment }: { comment: ShownComment }) {
  const [doing, setDoing] = useState<'edit' | 'delete'>();
  const announce = useAnnounce();
  const editButton = useFocusBack<HTMLButtonElement>(doing === 'edit');
  const edit = useMutation({
    mutationFn: (content: string) => editComment(comment, content),
    onSuccess: (edited) => {
      ownWrites.comment(edited);
      setDoing(undefined);
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteComment(comment),
    onSuccess: () => {
      ownWrites.deleted(comment.id);
      announce('The comment is deleted.');
      document.getElementById('main')?.focus({ preventScroll: true });
    },
  });
  // What failed before is no news any more.
  const begin = (next: 'edit' | 'delete') => {
    edit.reset();
    remove.reset();
    setDoing(next);
  };
  return (
    <article className={`card p-4 ${comment.status === 'rejected' ? 'bg-sunken' : ''}`}>
      {doing === 'edit' ? (
        <TextForm
          label="Edit the comment"
          submitLabel="Save"
          draftName={`edit of ${comment.id}`}
          initial={comment.content}
          multiline
          charactersMax={COMMENT_CONTENT_CHARACTERS_MAX}
          onSubmit={edit.mutateAsync}
          isSending={edit.isPending}
          error={edit.error}
          onCancel={() => setDoing(undefined)}
        />
      ) : (
        <CommentText comment={comment} />
      )}
      <div className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
        <StatusBadge status={comment.status} />
        <RelativeTime at={comment.createdAt} />
        {comment.version > 1 && <span>edited</span>}
        {comment.own && <span>on its way</span>}
        {doing !== 'edit' && (
          <span className="ml-auto flex gap-1">
            <Button look="quiet" small ref={editButton} onClick={() => begin('edit')}>
              <Icon name="edit" /> Edit
            </Button>
            <Button look="quiet" small onClick={() => begin('delete')}>
              <Icon name="trash" /> Delete
            </Button>
          </span>
        )}
      </div>
      {remove.error && (
        <p role="alert" className="mt-2 text-bad text-sm">
          {remove.error.message} The comment is still there.
        </p>
      )}
      {doing === 'delete' && (
        <ConfirmDialog
          title="Delete this comment?"
          confirmLabel="Delete"
          onCancel={() => setDoing(undefined)}
          onConfirm={() => {
            setDoing(undefined);
            remove.mutate();
          }}
        >
          It disappears for everyone. The log keeps what happened.
        </ConfirmDialog>
      )}
    </article>
  );
}

function CommentText({ comment }: { comment: ShownComment }) {
  if (comment.status === 'rejected') {
    const reason = comment.reason ? `: ${comment.reason}` : '';
    return <p className="text-muted italic">Not shown, since moderation rejected it{reason}</p>;
  }
  return (
    <p dir="auto" className="whitespace-pre-wrap break-words">
      {comment.content}
    </p>
  );
}
