import { COMMENT_CONTENT_CHARACTERS_MAX } from '@blog/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { createComment } from './blog-api';
import { ownWrites } from './own-writes-store';
import { TextForm } from './text-form';

/** Writes comments on a post; each is in the list at once, pending. */
export function NewCommentForm({ postId }: { postId: string }) {
  const create = useMutation({
    mutationKey: ['create comment', postId],
    mutationFn: (content: string) => createComment(postId, content),
    onSuccess: (comment) => ownWrites.comment(comment),
  });
  return (
    <section aria-label="Write a comment" className="card mt-6 p-4">
      <TextForm
        label="Your comment"
        placeholder="Moderation reads it before everyone else does."
        submitLabel="Comment"
        draftName={`comment on ${postId}`}
        multiline
        charactersMax={COMMENT_CONTENT_CHARACTERS_MAX}
        onSubmit={(content) => create.mutateAsync(content)}
        isSending={create.isPending}
        error={create.error}
      />
    </section>
  );
}
