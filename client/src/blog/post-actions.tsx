import type { Post } from '@blog/contracts';
import { POST_TITLE_CHARACTERS_MAX } from '@blog/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAnnounce } from '../ui/announcer';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { useFocusBack } from '../ui/use-focus-back';
import { deletePost, editPost } from './blog-api';
import { ownWrites } from './own-writes-store';
import { TextForm } from './text-form';

/** Renames or deletes a post. */
export function PostActions({ post }: { post: Post }) {
  const [doing, setDoing] = useState<'edit' | 'delete'>();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const editButton = useFocusBack<HTMLButtonElement>(doing === 'edit');
  const edit = useMutation({
    mutationFn: (title: string) => editPost(post.id, title),
    onSuccess: (edited) => {
      ownWrites.post(edited, false);
      setDoing(undefined);
      announce('The new title is stored.');
    },
  });
  const remove = useMutation({
    mutationFn: () => deletePost(post.id),
    onSuccess: () => {
      ownWrites.deleted(post.id);
      announce('The post is deleted.');
      void navigate('/');
    },
  });

  // What failed before is no news any more.
  const begin = (next: 'edit' | 'delete') => {
    edit.reset();
    remove.reset();
    setDoing(next);
  };
  if (doing === 'edit') {
    return (
      <div className="mt-2 w-full">
        <TextForm
          label="Title"
          submitLabel="Save"
          draftName={`title of ${post.id}`}
          initial={post.title}
          charactersMax={POST_TITLE_CHARACTERS_MAX}
          onSubmit={edit.mutateAsync}
          isSending={edit.isPending}
          error={edit.error}
          onCancel={() => setDoing(undefined)}
        />
      </div>
    );
  }
  return (
    <>
      <span className="ml-auto flex gap-1">
        <Button look="quiet" small ref={editButton} onClick={() => begin('edit')}>
          <Icon name="edit" /> Edit
        </Button>
        <Button look="quiet" small onClick={() => begin('delete')}>
          <Icon name="trash" /> Delete
        </Button>
      </span>
      {remove.error && (
        <p role="alert" className="w-full text-bad">
          {remove.error.message} The post is still there.
        </p>
      )}
      {doing === 'delete' && (
        <ConfirmDialog
          title="Delete this post?"
          confirmLabel="Delete"
          onCancel={() => setDoing(undefined)}
          onConfirm={() => {
            setDoing(undefined);
            remove.mutate();
          }}
        >
          It disappears for everyone, with its comments. The log keeps what happened.
        </ConfirmDialog>
      )}
    </>
  );
}
