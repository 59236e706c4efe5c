import type { LabState } from '@blog/lab/state';
import { Link } from 'react-router';
import type { LogEvent } from '../api/bus-events';
import type { StartedBy } from '../api/started-by';
import type { Subscriber } from '../api/subscribers';
import { type Condition, conditionOf } from '../api/use-conditions';
import { NodeMenu } from '../lab/node-menu';
import { useMatch } from '../ui/use-match';
import { edgePath } from './edge';
import { type Box, layoutTopology, type TopologyLayout } from './layout-topology';
import { NodeCommands } from './node-commands';
import { busText, describeTopology, nodeText } from './node-text';
import { PictureNode } from './picture-node';
import type { ServiceNode } from './service-nodes';
import { useMovingEvents } from './use-moving-events';

interface TopologyPictureProps {
  readonly nodes: readonly ServiceNode[];
  readonly conditions: readonly Condition[];
  readonly head: number | undefined;
  readonly isLive: boolean;
  readonly subscribers: readonly Subscriber[];
  /** False if the bus's report of its subscribers is an earlier one. */
  readonly isCurrent: boolean;
  /** The events that arrived last; each is animated on its way to the bus. */
  readonly latest: readonly LogEvent[];
  /** Undefined where there is none. */
  readonly lab: LabState | undefined;
  /** How the services were started, where there is no lab and if known. */
  readonly startedBy: StartedBy | undefined;
}

/** The bus and all services, one node each, and the events moving between them. */
export function TopologyPicture(props: TopologyPictureProps) {
  const { nodes, conditions, head, isLive, isCurrent, lab, startedBy } = props;
  const isNarrow = useMatch('(max-width: 899px)');
  const services = nodes.map(({ publisher, listens }) => ({ publishes: publisher !== undefined, listens }));
  const layout = layoutTopology({ services, isNarrow });
  const layer = useMovingEvents(props, layout);
  const texts = nodes.map((node) => nodeText(node, { state: conditionOf(conditions, node.name), isCurrent }));
  const edges = layout.services.flatMap(({ publish, deliver }) => [publish, deliver]);
  const { rail } = layout;
  const places = [
    { node: 'event-bus', box: layout.bus },
    ...nodes.map(({ name }, index) => ({ node: name, box: layout.services[index]?.box as Box })),
  ];
  return (
    <figure className="card p-2 sm:p-4">
      <div className={`relative ${isNarrow ? 'mx-auto max-w-md' : ''}`}>
        <svg
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          className="w-full"
          role="img"
          aria-labelledby="picture-text"
        >
          <title id="picture-text">{describeTopology(texts, head)}</title>
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="5"
              markerHeight="5"
              orient="auto"
            >
              <path d="M0 0L8 4L0 8z" className="fill-muted" />
            </marker>
          </defs>
          {rail !== layout.bus && <rect {...rail} rx="3" className="fill-line" />}
          {edges.map(
            (edge) =>
              edge && (
                <path
                  key={edgePath(edge)}
                  d={edgePath(edge)}
                  className="fill-none stroke-muted"
                  strokeWidth="1.5"
                  markerEnd="url(#arrow)"
                />
              ),
          )}
          <g ref={layer} className="fill-accent" data-testid="moving-events" />
          {texts.map((text, index) => (
            <PictureNode key={nodes[index]?.name} box={layout.services[index]?.box} {...text} />
          ))}
          <PictureNode
            box={layout.bus}
            {...busText({ state: conditionOf(conditions, 'event-bus'), head, isLive })}
          />
        </svg>
        <Link to="/bus" className="absolute rounded-xl hover:bg-tint/30" style={frameOf(layout.bus, layout)}>
          <span className="sr-only">Events of the bus</span>
        </Link>
        {nodes.map(
          ({ name, subscribers: [first] }, index) =>
            first && (
              <Link
                key={name}
                to={{ search: `?${new URLSearchParams({ node: name })}` }}
                className="absolute rounded-xl hover:bg-tint/30"
                style={frameOf(layout.services[index]?.box as Box, layout)}
              >
                <span className="sr-only">Details of {name}</span>
              </Link>
            ),
        )}
        {places.map(({ node, box }) => {
          const side = box.x < layout.width / 3 ? 'right' : 'left';
          return (
            <div key={node} className="absolute" style={cornerOf(box, layout)}>
              {lab && <NodeMenu node={node} lab={lab} side={side} />}
              {startedBy && <NodeCommands node={node} startedBy={startedBy} side={side} />}
            </div>
          );
        })}
      </div>
    </figure>
  );
}

const share = (part: number, whole: number) => `${(100 * part) / whole}%`;

/** A box's frame, as shares of the picture. */
function frameOf({ x, y, width, height }: Box, layout: TopologyLayout) {
  return {
    left: share(x, layout.width),
    top: share(y, layout.height),
    width: share(width, layout.width),
    height: share(height, layout.height),
  };
}

/** The upper right corner of a box, as shares of the picture. */
function cornerOf({ x, y, width }: Box, layout: TopologyLayout) {
  return { top: share(y + 6, layout.height), right: share(layout.width - x - width + 6, layout.width) };
}
