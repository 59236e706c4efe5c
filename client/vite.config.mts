import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';
import { parts, urlVariableOf } from '../scripts/parts.js';
import { devIPv6 } from './dev-ipv6.mts';
import { devLab } from './dev-lab.mts';
import { devReadiness } from './dev-readiness.mts';
import { devStartedBy } from './dev-started-by.mts';
import { pageWorker } from './page-worker.mts';

const { env } = process;
const host = env.HOST || 'localhost';
const allowedHosts = (env.ALLOWED_HOSTS || 'none').split(',').map((name) => name.trim());
const services = parts.filter(({ isBehindPage }) => isBehindPage);
const own = parts.find(({ name }) => name === 'client');

/** A service's URL: POSTS_URL, EVENT_BUS_URL and so on, as for the page server; an empty variable counts as unset. */
const urlOf = ({ name, port }: (typeof parts)[number]) =>
  env[urlVariableOf(name)] || `http://127.0.0.1:${port}`;

/** Like the page server (`server/proxy-router.ts`): the service is called under another host, and judges foreign origins. */
const dropOwnOrigin: ProxyOptions['configure'] = (proxy) => {
  proxy.on('proxyReq', (outgoing, { headers: { origin, host } }) => {
    if (origin?.replace(/^https?:\/\//, '') === host) outgoing.removeHeader('Origin');
  });
};

/** The page's build and its development server. `server/` serves the built page, nginx does so in the image. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    tailwindcss(),
    devReadiness(),
    devStartedBy(),
    devLab(),
    pageWorker(),
    ...(host === 'localhost' ? [devIPv6()] : []),
  ],
  resolve: { conditions: ['@blog/source', 'module', 'browser', 'development|production'] },
  clearScreen: false,
  // For a container whose other folders are read-only.
  cacheDir: env.CACHE_DIR || undefined,
  build: {
    outDir: join(import.meta.dirname, 'dist/page'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need a looser content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    // Listens like the services; true is Node's own choice of every address, which works without IPv6.
    host: host === '::' || (host === 'localhost' ? '127.0.0.1' : host),
    port: Number(env.PORT || own?.port),
    strictPort: true,
    // In addition to localhost and addresses; Vite writes .example.org for *.example.org.
    allowedHosts: allowedHosts.includes('*') || allowedHosts.map((name) => name.replace('*.', '.')),
    proxy: Object.fromEntries(
      services.map((service) => [
        `^/api/${service.name}/`,
        {
          target: urlOf(service),
          changeOrigin: true,
          configure: dropOwnOrigin,
          rewrite: (path: string) => path.slice(`/api/${service.name}`.length),
        },
      ]),
    ),
  },
});
