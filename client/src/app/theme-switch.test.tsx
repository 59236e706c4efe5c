/** @jest-environment jsdom */
import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ThemeSwitch } from './theme-switch';

it('keeps the chosen theme for the next visit, and goes back to that of the system', async () => {
  const { unmount } = render(<ThemeSwitch />);
  expect(screen.getByRole('radio', { name: 'system' })).toBeChecked();
  await userEvent.click(screen.getByRole('radio', { name: 'dark' }));
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(localStorage.getItem('theme')).toBe('dark');
  unmount();
  render(<ThemeSwitch />);
  expect(screen.getByRole('radio', { name: 'dark' })).toBeChecked();
  await userEvent.click(screen.getByRole('radio', { name: 'system' }));
  expect(document.documentElement.dataset.theme).toBeUndefined();
});
