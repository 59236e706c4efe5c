import type { ButtonHTMLAttributes, Ref } from 'react';

const LOOKS = {
  primary: 'border-transparent bg-accent text-on-accent hover:opacity-90',
  plain: 'border-line bg-surface text-ink hover:border-accent',
  quiet: 'border-transparent text-accent hover:bg-tint',
  danger: 'border-transparent bg-bad text-page hover:opacity-90',
} as const;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOKS;
  readonly small?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button of `type` `button` by default. */
export function Button({ look = 'plain', small = false, className = '', ...rest }: ButtonProps) {
  const size = small ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-4 text-sm';
  const shape = 'inline-flex items-center justify-center gap-1.5 rounded-lg border font-medium';
  const still = 'disabled:cursor-not-allowed disabled:opacity-60';
  return (
    <button type="button" className={`${shape} ${size} ${LOOKS[look]} ${still} ${className}`} {...rest} />
  );
}
