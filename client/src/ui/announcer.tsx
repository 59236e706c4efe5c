import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const KEPT_MAX = 5;

const AnnouncerContext = createContext<(text: string) => void>(() => {});

/** Lets the components inside announce changes of the page to screen readers. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<readonly { readonly number: number; readonly text: string }[]>([]);
  const announce = useCallback(
    (text: string) =>
      setSaid((before) => [...before, { number: (before.at(-1)?.number ?? 0) + 1, text }].slice(-KEPT_MAX)),
    [],
  );
  return (
    <AnnouncerContext.Provider value={announce}>
      {children}
      {/* One paragraph each, so that the same words are announced again. */}
      <div aria-live="polite" className="sr-only" data-testid="announcer">
        {said.map(({ number, text }) => (
          <p key={number}>{text}</p>
        ))}
      </div>
    </AnnouncerContext.Provider>
  );
}

/** Returns the function that announces a sentence politely. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnouncerContext);
}
