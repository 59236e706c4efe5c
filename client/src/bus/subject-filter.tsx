import { useEffect, useId, useRef, useState } from 'react';

const TYPING_MS = 300;

/** The subject that the events shall have, taken over once the reader stops typing. */
export function SubjectFilter(props: { subject: string; onSubject: (subject: string) => void }) {
  const { subject, onSubject } = props;
  const [text, setText] = useState(subject);
  const told = useRef(subject);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  useEffect(() => {
    // Changed from elsewhere: what was being typed is void.
    if (subject === told.current) return;
    clearTimeout(timer.current);
    told.current = subject;
    setText(subject);
  }, [subject]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      told.current = typed.trim();
      onSubject(told.current);
    }, TYPING_MS);
  };
  return (
    <div className="min-w-0 flex-1 sm:max-w-xs">
      <label htmlFor={id} className="sr-only">
        Subject, in full
      </label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder="Subject, in full"
        value={text}
        onChange={(event) => type(event.target.value)}
        className="field h-10 text-sm"
      />
    </div>
  );
}
