import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { useDraft } from './use-draft';

/** An unsent text whose post or comment is gone. */
export function LeftDraft({ name, title = 'What you were writing' }: { name: string; title?: string }) {
  const { text, clear } = useDraft(name);
  if (text === '') return null;
  return (
    <div className="my-4">
      <Notice title={title} action={<Button onClick={clear}>Discard</Button>}>
        <p dir="auto" className="user-text whitespace-pre-wrap">
          {text}
        </p>
      </Notice>
    </div>
  );
}
