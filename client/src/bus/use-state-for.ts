import { type Dispatch, type SetStateAction, useState } from 'react';

/** State that belongs to `key`: another key resets it. */
export function useStateFor<Value extends object>(
  key: string,
  initial: Value,
): [Value, Dispatch<SetStateAction<Value>>] {
  const [state, setState] = useState({ key, value: initial });
  const value = state.key === key ? state.value : initial;
  if (state.key !== key) setState({ key, value });
  return [
    value,
    (action) =>
      setState((current) => ({
        key: current.key,
        value: typeof action === 'function' ? action(current.value) : action,
      })),
  ];
}
