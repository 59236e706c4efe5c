import { COMMENT_CONTENT_CHARACTERS_MAX } from '@blog/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { createComment } from './blog-api';
import type { ShownPost } from './own-writes';
import { ownWrites } from './own-writes-store';
import { reportReceipt } from './report-receipt';
import { TextForm } from './text-form';

export const commentDraft = (postId: string) => `comment on ${postId}`;

/** A comment being sent, with the ids known when it was sent: one with the same text and another id is this comment. */
export interface SentComment {
  readonly content: string;
  readonly before: readonly string[];
}

/** Writes comments on a post; each appears in the list immediately, pending. */
export function NewCommentForm({ post }: { post: ShownPost }) {
  const postId = post.id;
  const create = useMutation({
    mutationKey: ['create comment', postId],
    mutationFn: ({ content }: SentComment) => createComment(postId, content),
    onSuccess: (comment) => {
      ownWrites.comment(comment);
      reportReceipt(comment);
    },
  });
  return (
    <section aria-label="Write a comment" className="card mt-6 p-4">
      <TextForm
        label="Your comment"
        placeholder="Moderation reads it before everyone else does."
        submitLabel="Comment"
        draftName={commentDraft(postId)}
        multiline
        charactersMax={COMMENT_CONTENT_CHARACTERS_MAX}
        onSubmit={(content) => create.mutateAsync({ content, before: post.comments.map(({ id }) => id) })}
        isSending={create.isPending}
        error={create.error}
        onReturn={create.reset}
      />
    </section>
  );
}
