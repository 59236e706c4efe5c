import { SEARCH_CHARACTERS_MAX, SEARCH_CHARACTERS_MIN } from '@blog/contracts/limits';
import { useEffect, useId, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';

/** Delay before a search, so that not every letter starts one. */
const TYPING_MS = 250;

/** The search text in the page's address; undefined while it is too short. */
export function useSearchedFor(): string | undefined {
  const [search] = useSearchParams();
  const q = (search.get('q') ?? '').trim();
  return [...q].length < SEARCH_CHARACTERS_MIN ? undefined : [...q].slice(0, SEARCH_CHARACTERS_MAX).join('');
}

/** The search field; its text is kept in the page's address. Escape empties it. */
export function SearchField() {
  const [search, setSearch] = useSearchParams();
  const inAddress = search.get('q') ?? '';
  const [text, setText] = useState(inAddress);
  const written = useRef(inAddress);
  const seen = useRef(inAddress);
  const id = useId();
  // The router updates the address later, and more may be typed until then.
  if (inAddress !== seen.current) {
    seen.current = inAddress;
    // The address changed by Back or a link.
    if (inAddress !== written.current) {
      written.current = inAddress;
      setText(inAddress);
    }
  }
  const write = (next: string) => {
    written.current = next;
    setSearch(next === '' ? {} : { q: next }, { replace: true });
  };
  useEffect(() => {
    const next = text.trim();
    if (next === written.current) return;
    const timer = setTimeout(() => {
      written.current = next;
      setSearch(next === '' ? {} : { q: next }, { replace: true });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, setSearch]);
  const empty = () => {
    setText('');
    write('');
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: not every browser supports <search>
    <form
      role="search"
      className="mb-4"
      onSubmit={(event) => {
        event.preventDefault();
        write(text.trim());
      }}
    >
      <label htmlFor={id} className="sr-only">
        Search posts and comments
      </label>
      <input
        id={id}
        type="search"
        className="field"
        placeholder="Search posts and comments"
        autoComplete="off"
        maxLength={SEARCH_CHARACTERS_MAX}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={({ key, nativeEvent }) => {
          if (key === 'Escape' && !nativeEvent.isComposing) empty();
        }}
      />
    </form>
  );
}
