import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { parts } from '../scripts/parts.js';
import { devReadiness } from './dev-readiness.mts';

const { env } = process;
const services = parts.filter(({ name }) => name !== 'client');

/** Where a service answers: POSTS_URL, EVENT_BUS_URL and so on, as for the page server; an empty variable is not set. */
const urlOf = ({ name, port }: (typeof parts)[number]) =>
  env[`${name.toUpperCase().replace('-', '_')}_URL`] || `http://127.0.0.1:${port}`;

/** The page's build, and its server in development. `server/` serves the built page, nginx does in the image. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), devReadiness()],
  resolve: { conditions: ['@blog/source', 'module', 'browser', 'development|production'] },
  clearScreen: false,
  // For a container, whose other folders are read-only.
  cacheDir: env.CACHE_DIR || undefined,
  build: {
    outDir: join(import.meta.dirname, 'dist/page'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    // Node's own choice of every address: also where there is no IPv6.
    host: env.HOST === '::' || env.HOST || '127.0.0.1',
    port: Number(env.PORT || 3000),
    strictPort: true,
    // Any name only in a container, which does not know its own: on a laptop it would let other sites read the sources.
    allowedHosts: env.ALLOWED_HOSTS === '*' || env.ALLOWED_HOSTS?.split(','),
    proxy: Object.fromEntries(
      services.map((service) => [
        `^/api/${service.name}/`,
        {
          target: urlOf(service),
          changeOrigin: true,
          rewrite: (path: string) => path.slice(`/api/${service.name}`.length),
        },
      ]),
    ),
  },
});
