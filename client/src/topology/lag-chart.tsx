const WIDTH = 120;
const HEIGHT = 28;

/** How the lag went, oldest to newest, each at its share of the greatest. Decoration: the figures are beside it. */
export function LagChart({ samples }: { samples: readonly number[] }) {
  const most = Math.max(1, ...samples);
  const step = WIDTH / Math.max(1, samples.length - 1);
  const points = samples.map((lag, index) => `${index * step},${HEIGHT - 1 - (lag / most) * (HEIGHT - 3)}`);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <polyline points={points.join(' ')} className="fill-none stroke-accent" strokeWidth="1.5" />
    </svg>
  );
}
