import { useRef, useState } from 'react';

const keyOf = (name: string) => `draft ${name}`;

function load(name: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(name: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(keyOf(name));
    else sessionStorage.setItem(keyOf(name), text);
  } catch {
    // Storage may be full or forbidden: the draft then lasts as long as the page.
  }
}

/**
 * A text being written, kept by its name through errors, other pages and reloads. A new text leaves the field as it is
 * sent, so that one can write on; if it is refused it comes back before what was written since. A text that is changed
 * (`initial`) stays until it is accepted.
 */
export function useDraft(name: string, initial = '') {
  const [text, setText] = useState(() => load(name) ?? initial);
  const current = useRef(text);
  const show = (next: string) => {
    current.current = next;
    setText(next);
  };
  const write = (next: string) => {
    show(next);
    store(name, next);
  };
  const send = async (deliver: () => Promise<unknown>) => {
    const sent = current.current;
    const leavesAtOnce = initial === '';
    if (leavesAtOnce) show('');
    try {
      await deliver();
      store(name, leavesAtOnce ? current.current : '');
    } catch {
      // Why, is for the form to say.
      if (leavesAtOnce) write([sent, current.current].filter((part) => part !== '').join('\n'));
    }
  };
  return { text, write, send };
}
