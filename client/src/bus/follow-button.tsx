import { Button } from '../ui/button';
import { Icon } from '../ui/icon';

/** Brings a reader who looks at older events back to the newest; `news` came meanwhile. */
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
