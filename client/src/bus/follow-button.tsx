import { Button } from '../ui/button';
import { Icon } from '../ui/icon';

/** Brings a reader of older events back to the newest; `news` is the number that have arrived since. */
export function FollowButton({ news, onFollow }: { news: number; onFollow: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-4 flex justify-center">
      <Button look="primary" small className="pointer-events-auto shadow-lg" onClick={onFollow}>
        <Icon name="last" />
        {news > 0 ? `Follow (${news.toLocaleString()} new)` : 'Follow'}
      </Button>
    </div>
  );
}
