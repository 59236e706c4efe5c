import { createContext, type ReactNode, useContext, useState } from 'react';

const AnnouncerContext = createContext<(text: string) => void>(() => {});

/** Lets the components in it tell screen readers of what changes on the page by itself. */
export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState('');
  return (
    <AnnouncerContext.Provider value={setText}>
      {children}
      <div aria-live="polite" className="sr-only" data-testid="announcer">
        {text}
      </div>
    </AnnouncerContext.Provider>
  );
}

/** The function that announces a sentence, politely. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnouncerContext);
}
