import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { createQueryClient } from '../api/query-client';
import { PostPage } from '../blog/post-page';
import { PostsPage } from '../blog/posts-page';
import { Layout } from './layout';
import { NotFound } from './not-found';
import { BusPage, TimeTravelPage, TopologyPage } from './views';

/** The whole page. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <BrowserRouter>
        <Routes>
          <Route element={<Layout />}>
            <Route index element={<PostsPage />} />
            <Route path="posts/:id" element={<PostPage />} />
            <Route path="bus/:position?" element={<BusPage />} />
            <Route path="topology" element={<TopologyPage />} />
            <Route path="time-travel" element={<TimeTravelPage />} />
            <Route path="*" element={<NotFound />} />
          </Route>
        </Routes>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
