/** Grey shapes in place of content that is loading. */
export function Loading({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div role="status" className="space-y-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, index) => `row ${index}`).map((key) => (
        <div key={key} aria-hidden="true" className="h-20 animate-pulse rounded-xl bg-sunken" />
      ))}
    </div>
  );
}
