/** Shows whether the page updates itself. */
export function LiveMark({ isLive }: { isLive: boolean }) {
  return (
    <p className="flex items-center gap-2 text-muted text-sm">
      <span aria-hidden="true" className={`size-2 rounded-full ${isLive ? 'bg-good' : 'bg-warn'}`} />
      {isLive ? 'Live' : 'Connecting'}
    </p>
  );
}
