import '@testing-library/jest-dom';
import { QueryClientProvider } from '@tanstack/react-query';
import { configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { createQueryClient } from '../src/api/query-client';
import { Announcer } from '../src/ui/announcer';

// Finding roles in a large table takes jsdom longer than the default second on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

/** Renders a page as the app does, at `at`, an address that `path` matches. */
export function renderPage(page: ReactNode, { path = '/', at = '/' }: { path?: string; at?: string } = {}) {
  return render(
    <QueryClientProvider client={createQueryClient()}>
      <MemoryRouter initialEntries={[at]}>
        <Announcer>
          <Routes>
            <Route path={path} element={page} />
            <Route path="*" element={<p>another page</p>} />
          </Routes>
        </Announcer>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}
