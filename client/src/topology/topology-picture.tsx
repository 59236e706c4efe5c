import type { LogEvent } from '../api/bus-events';
import { type Subscriber, subscriberKey } from '../api/subscribers';
import { useMatch } from '../ui/use-match';
import { edgePath, layoutTopology } from './layout-topology';
import { describeTopology, publisherText, subscriberText } from './node-text';
import { PictureNode } from './picture-node';
import { useMovingEvents } from './use-moving-events';
import type { Publisher } from './use-publishers';

interface TopologyPictureProps {
  readonly publishers: readonly Publisher[];
  readonly head: number | undefined;
  readonly isLive: boolean;
  readonly subscribers: readonly Subscriber[];
  /** The events that came last; each is seen on its way to the bus. */
  readonly latest: readonly LogEvent[];
}

/** Publishers, bus and subscribers, and the events that move between them. */
export function TopologyPicture(props: TopologyPictureProps) {
  const { publishers, subscribers, head, isLive } = props;
  const isNarrow = useMatch('(max-width: 767px)');
  const layout = layoutTopology({ publishers: publishers.length, subscribers: subscribers.length, isNarrow });
  const layer = useMovingEvents(props, layout);
  const edges = [...layout.publishers, ...layout.subscribers].map(({ edge }) => edgePath(edge));
  return (
    <figure className="card overflow-hidden p-2 sm:p-4">
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        className="w-full"
        role="img"
        aria-labelledby="picture-text"
      >
        <title id="picture-text">{describeTopology(props)}</title>
        {edges.map((path) => (
          <path key={path} d={path} className="fill-none stroke-line" strokeWidth="2" />
        ))}
        <g ref={layer} className="fill-accent" data-testid="moving-events" />
        {publishers.map((publisher, index) => (
          <PictureNode
            key={publisher.name}
            box={layout.publishers[index]?.box}
            {...publisherText(publisher)}
          />
        ))}
        <PictureNode
          box={layout.bus}
          name="event-bus"
          state={head === undefined ? 'not reached yet' : `head ${head.toLocaleString('en')}`}
          detail={isLive ? 'every event, on disk' : 'not connected'}
          tone={isLive ? 'accent' : 'warn'}
        />
        {subscribers.map((subscriber, index) => (
          <PictureNode
            key={subscriberKey(subscriber)}
            box={layout.subscribers[index]?.box}
            {...subscriberText(subscriber)}
          />
        ))}
      </svg>
    </figure>
  );
}
