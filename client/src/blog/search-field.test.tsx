/** @jest-environment jsdom */
import '@testing-library/jest-dom';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { SearchField } from './search-field';

let address = new URLSearchParams();
const setSearch = jest.fn();
// The router changes the address when it has time; here, when the test says so.
jest.mock('react-router', () => ({ useSearchParams: () => [address, setSearch] }));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const field = () => screen.getByRole('searchbox', { name: 'Search posts and comments' });
const type = (value: string) => fireEvent.change(field(), { target: { value } });

it('keeps what is typed while the address does not have yet what was typed before', () => {
  const { rerender } = render(<SearchField />);
  const change = (q: string) => {
    address = new URLSearchParams({ q });
    rerender(<SearchField />);
  };
  type('pe');
  act(() => jest.advanceTimersByTime(300));
  expect(setSearch).toHaveBeenLastCalledWith({ q: 'pe' }, { replace: true });
  type('pea');
  expect(field()).toHaveValue('pea');
  change('pe');
  expect(field()).toHaveValue('pea');
  act(() => jest.advanceTimersByTime(300));
  expect(setSearch).toHaveBeenLastCalledWith({ q: 'pea' }, { replace: true });
  change('pea');
  change('followed a link');
  expect(field()).toHaveValue('followed a link');
});
