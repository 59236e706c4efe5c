/** Folds or unfolds a thread. The list handles its click; the keyboard uses the arrows instead. */
export function FoldButton({ position, isUnfolded }: { position: number; isUnfolded: boolean }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      data-fold={position}
      aria-label={`${isUnfolded ? 'Fold' : 'Unfold'} the thread of ${position}`}
      className="relative z-1 -my-1 -ml-1.5 flex size-7 shrink-0 items-center justify-center rounded text-muted hover:text-ink"
    >
      <span aria-hidden="true" className={isUnfolded ? 'rotate-90' : ''}>
        ▸
      </span>
    </button>
  );
}
