import { type RefObject, useEffect, useRef } from 'react';

/** While `isActive`, calls `onPress` on a press outside of `element`. */
export function usePressElsewhere(
  element: RefObject<HTMLElement | null>,
  { isActive, onPress }: { isActive: boolean; onPress: () => void },
): void {
  const pressed = useRef(onPress);
  useEffect(() => {
    pressed.current = onPress;
  });
  useEffect(() => {
    if (!isActive) return;
    const onPointerDown = ({ target }: PointerEvent) => {
      if (!element.current?.contains(target as Node)) pressed.current();
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [isActive, element]);
}
