import { useKnowledge } from '../api/use-conditions';
import { outagesOf } from './outages';

/** Says which services are away and what that means; disappears once they are back. */
export function OutageBanner() {
  const outages = outagesOf(useKnowledge());
  return (
    <div role="status" aria-label="Services">
      {outages.map(({ title, meaning }) => (
        <div key={title} className="border-warn border-b bg-warn-tint">
          <p className="mx-auto max-w-6xl px-4 py-2 text-sm sm:px-6">
            <strong className="text-warn">{title}.</strong> {meaning}
          </p>
        </div>
      ))}
    </div>
  );
}
