import type { CommentView } from '@blog/contracts';
import { COMMENT_CONTENT_CHARACTERS_MAX } from '@blog/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useAnnounce } from '../ui/announcer';
import { RelativeTime } from '../ui/relative-time';
import { StatusBadge } from '../ui/status-badge';
import { useFocusBack } from '../ui/use-focus-back';
import { deleteComment, editComment } from './blog-api';
import { ChangeActions } from './change-actions';
import { ChangedMeanwhile, explained } from './changed-meanwhile';
import type { ShownComment } from './own-writes';
import { ownWrites } from './own-writes-store';
import { TextForm } from './text-form';
import { rebaseDraft } from './use-draft';

/** Names the draft of an edited comment; with an empty `id`, the prefix of all such drafts of a post. */
export const editDraft = (postId: string, id: string) => `edit of ${postId}/${id}`;

interface CommentItemProps {
  readonly comment: ShownComment;
  /** True if the page's address leads to this comment. */
  readonly isTarget?: boolean;
}

/** A ref for an element that is scrolled into view and focused as soon as it is there. */
function useScrolledTo(isTarget: boolean) {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isTarget) return;
    element.current?.scrollIntoView?.({ block: 'center' });
    element.current?.focus({ preventScroll: true });
  }, [isTarget]);
  return element;
}

/** A comment, with its status unless it is approved. The text of a rejected one is hidden and the reason shown instead. */
export function CommentItem({ comment, isTarget = false }: CommentItemProps) {
  const root = useScrolledTo(isTarget);
  const [isEditing, setEditing] = useState(false);
  const announce = useAnnounce();
  const menuButton = useFocusBack<HTMLButtonElement>(isEditing);
  const draftName = editDraft(comment.postId, comment.id);
  const onError = (error: Error) => {
    if (!(error instanceof ChangedMeanwhile)) return;
    ownWrites.comment(error.current);
    rebaseDraft(draftName, error.current.version);
  };
  const edit = useMutation({
    mutationFn: ({ content, version }: { content: string; version: number }) =>
      editComment({ ...comment, version }, content),
    onError,
    onSuccess: (edited) => {
      ownWrites.comment(edited);
      setEditing(false);
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteComment(comment),
    onError,
    onSuccess: () => {
      ownWrites.deleted(comment.id);
      announce('The comment is deleted.');
      document.getElementById('main')?.focus({ preventScroll: true });
    },
  });
  const beginEdit = () => {
    edit.reset();
    setEditing(true);
  };
  return (
    <article
      ref={root}
      tabIndex={isTarget ? -1 : undefined}
      data-status={comment.status}
      className={`card p-4 ${comment.status === 'rejected' ? 'bg-sunken' : ''} ${isTarget ? 'border-accent ring-1 ring-accent' : ''}`}
    >
      {isEditing ? (
        <TextForm
          label="Edit the comment"
          submitLabel="Save"
          draftName={draftName}
          initial={comment.content}
          version={comment.version}
          multiline
          charactersMax={COMMENT_CONTENT_CHARACTERS_MAX}
          onSubmit={(content, version) => edit.mutateAsync({ content, version })}
          isSending={edit.isPending}
          error={edit.error && explained(edit.error, (current: CommentView) => current.content)}
          onReturn={edit.reset}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <CommentText comment={comment} />
      )}
      <div className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
        {comment.status !== 'approved' && <StatusBadge status={comment.status} />}
        <RelativeTime at={comment.createdAt} />
        {comment.version > 1 && <span>edited</span>}
        {comment.own && <span>on its way</span>}
        {!isEditing && (
          <ChangeActions
            what="comment"
            consequence="It disappears for everyone. The log keeps what happened."
            id={comment.id}
            postId={comment.postId}
            menuButton={menuButton}
            onEdit={beginEdit}
            remove={remove}
          />
        )}
      </div>
    </article>
  );
}

function CommentText({ comment }: { comment: ShownComment }) {
  if (comment.status === 'rejected') {
    const reason = comment.reason ? `: ${comment.reason}` : '';
    return <p className="text-muted italic">Not shown, since moderation rejected it{reason}</p>;
  }
  return (
    <p dir="auto" className="user-text whitespace-pre-wrap">
      {comment.content}
    </p>
  );
}
