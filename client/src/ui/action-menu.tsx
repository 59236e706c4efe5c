import {
  type KeyboardEvent,
  type Ref,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { Link } from 'react-router';
import { Icon, type IconName } from './icon';
import { usePressElsewhere } from './use-press-elsewhere';

/** An action, or a link. */
type MenuItem = { readonly label: string; readonly icon: IconName } & (
  | { readonly onSelect: () => void }
  | { readonly to: string }
);

interface ActionMenuProps {
  /** The accessible name of the button. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly ref?: Ref<HTMLButtonElement>;
}

const ITEM =
  'flex w-full items-center gap-2 rounded-md px-3 py-2 text-left text-ink text-sm hover:bg-tint focus-visible:bg-tint';

/**
 * A button that opens a menu (WAI-ARIA menu button pattern). Arrows, Home and End move through it; Escape, Tab, a choice or
 * a press elsewhere closes it. The focus then returns to the button, unless it was moved elsewhere.
 */
export function ActionMenu({ label, items, ref }: ActionMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  useImperativeHandle(ref, () => button.current as HTMLButtonElement);
  usePressElsewhere(root, { isActive: isOpen, onPress: () => setOpen(false) });
  const choices = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  useLayoutEffect(() => {
    if (!isOpen) return;
    menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    menu.current?.scrollIntoView?.({ block: 'nearest' });
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = choices();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const goals: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const goal = goals[event.key];
    if (event.key === 'Tab') setOpen(false);
    if (event.key === 'Escape') close();
    if (goal === undefined) return;
    event.preventDefault();
    all.at(goal % all.length)?.focus();
  };
  return (
    <span ref={root} className="relative inline-block">
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
        className="inline-flex size-8 items-center justify-center rounded-lg text-muted hover:bg-tint hover:text-ink aria-expanded:bg-tint"
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <div
          ref={menu}
          id={id}
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={onKeyDown}
          className="absolute top-full right-0 z-10 mt-1 w-48 rounded-xl border border-line bg-surface p-1 shadow-xl"
        >
          {items.map((item) =>
            'to' in item ? (
              <Link key={item.label} role="menuitem" tabIndex={-1} to={item.to} className={ITEM}>
                <Icon name={item.icon} /> {item.label}
              </Link>
            ) : (
              <button
                key={item.label}
                type="button"
                role="menuitem"
                tabIndex={-1}
                className={ITEM}
                onClick={() => {
                  close();
                  item.onSelect();
                }}
              >
                <Icon name={item.icon} /> {item.label}
              </button>
            ),
          )}
        </div>
      )}
    </span>
  );
}
