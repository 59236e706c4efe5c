import { useEffect, useRef, useState } from 'react';

/** The latest value, updated at most every `everyMs`. */
export function useThrottled<Value extends string | number | undefined>(
  value: Value,
  everyMs: number,
): Value {
  const [shown, setShown] = useState(value);
  const changedMs = useRef(0);
  useEffect(() => {
    if (value === shown) return;
    const change = () => {
      changedMs.current = Date.now();
      setShown(value);
    };
    const timer = setTimeout(change, Math.max(0, changedMs.current + everyMs - Date.now()));
    return () => clearTimeout(timer);
  }, [value, shown, everyMs]);
  return shown;
}
