import { type Edge, pointOnEdge } from './edge';

const TRAVEL_MS = 700;
const STEPS = 16;
/** More dots at once could not be told apart, and would cost frames. */
const MOVING_MAX = 60;
const SVG = 'http://www.w3.org/2000/svg';

/**
 * Sends a dot along an edge, `delayMs` from now, for an event on its way. People who prefer reduced motion see none:
 * the figures show the same.
 */
export function sendAlong(layer: SVGGElement, edge: Edge, delayMs = 0): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || layer.childElementCount >= MOVING_MAX) return;
  const dot = document.createElementNS(SVG, 'circle');
  dot.setAttribute('r', '5');
  const frames = Array.from({ length: STEPS + 1 }, (_, step) => {
    const { x, y } = pointOnEdge(edge, step / STEPS);
    return { transform: `translate(${x}px, ${y}px)` };
  });
  layer.append(dot);
  const animation = dot.animate(frames, { duration: TRAVEL_MS, delay: delayMs, fill: 'both' });
  animation.onfinish = () => dot.remove();
  animation.oncancel = () => dot.remove();
}
