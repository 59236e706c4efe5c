import { POST_TITLE_CHARACTERS_MAX } from '@blog/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { useAnnounce } from '../ui/announcer';
import { createPost } from './blog-api';
import { ownWrites } from './own-writes-store';
import { reportReceipt } from './report-receipt';
import { TextForm } from './text-form';

/** Creates posts; each appears in the list immediately. */
export function NewPostForm() {
  const announce = useAnnounce();
  const create = useMutation({
    mutationFn: createPost,
    onSuccess: (post) => {
      ownWrites.post(post, true);
      reportReceipt(post);
      announce(`Your post “${post.title}” is stored.`);
    },
  });
  return (
    <section aria-label="Write a post" className="card p-4">
      <TextForm
        label="New post"
        placeholder="What is it about?"
        submitLabel="Publish"
        draftName="new post"
        charactersMax={POST_TITLE_CHARACTERS_MAX}
        onSubmit={(title) => create.mutateAsync(title)}
        isSending={create.isPending}
        error={create.error}
        onReturn={create.reset}
      />
    </section>
  );
}
