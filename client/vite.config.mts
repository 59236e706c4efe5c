import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { parts } from '../scripts/parts.js';
import { devReadiness } from './dev-readiness.mts';

const services = parts.filter(({ name }) => name !== 'client');

/** The page's build, and its server in development. `server/` serves the built page, nginx does in the image. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), devReadiness()],
  resolve: { conditions: ['@blog/source', 'module', 'browser', 'development|production'] },
  clearScreen: false,
  build: {
    outDir: join(import.meta.dirname, 'dist/page'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    host: process.env.HOST ?? '127.0.0.1',
    port: Number(process.env.PORT ?? 3000),
    strictPort: true,
    proxy: Object.fromEntries(
      services.map(({ name, port }) => [
        `^/api/${name}/`,
        { target: `http://127.0.0.1:${port}`, rewrite: (path: string) => path.slice(`/api/${name}`.length) },
      ]),
    ),
  },
});
