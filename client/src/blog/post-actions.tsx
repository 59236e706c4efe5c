import type { Post } from '@blog/contracts';
import { POST_TITLE_CHARACTERS_MAX } from '@blog/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAnnounce } from '../ui/announcer';
import { useFocusBack } from '../ui/use-focus-back';
import { deletePost, editPost } from './blog-api';
import { ChangeActions } from './change-actions';
import { ChangedMeanwhile, explained } from './changed-meanwhile';
import { ownWrites } from './own-writes-store';
import { TextForm } from './text-form';
import { rebaseDraft } from './use-draft';

export const titleDraft = (postId: string) => `title of ${postId}`;

/** Renames or deletes a post. */
export function PostActions({ post }: { post: Post }) {
  const [isEditing, setEditing] = useState(false);
  const navigate = useNavigate();
  const announce = useAnnounce();
  const menuButton = useFocusBack<HTMLButtonElement>(isEditing);
  const draftName = titleDraft(post.id);
  const onError = (error: Error) => {
    if (!(error instanceof ChangedMeanwhile)) return;
    ownWrites.post(error.current, false);
    rebaseDraft(draftName, error.current.version);
  };
  const edit = useMutation({
    mutationFn: ({ title, version }: { title: string; version: number }) =>
      editPost({ id: post.id, version }, title),
    onError,
    onSuccess: (edited) => {
      ownWrites.post(edited, false);
      setEditing(false);
      announce('The new title is stored.');
    },
  });
  const remove = useMutation({
    mutationFn: () => deletePost(post),
    onError,
    onSuccess: () => {
      ownWrites.deleted(post.id);
      announce('The post is deleted.');
      void navigate('/');
    },
  });

  const beginEdit = () => {
    edit.reset();
    setEditing(true);
  };
  if (isEditing) {
    return (
      <div className="mt-2 w-full">
        <TextForm
          label="Title"
          submitLabel="Save"
          draftName={draftName}
          initial={post.title}
          version={post.version}
          charactersMax={POST_TITLE_CHARACTERS_MAX}
          onSubmit={(title, version) => edit.mutateAsync({ title, version })}
          isSending={edit.isPending}
          error={edit.error && explained(edit.error, (current: Post) => current.title)}
          onReturn={edit.reset}
          onCancel={() => setEditing(false)}
        />
      </div>
    );
  }
  return (
    <ChangeActions
      what="post"
      consequence="It disappears for everyone, with its comments. The log keeps what happened."
      id={post.id}
      postId={post.id}
      menuButton={menuButton}
      onEdit={beginEdit}
      remove={remove}
    />
  );
}
