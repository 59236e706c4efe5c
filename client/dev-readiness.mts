import type { Plugin } from 'vite';

/** Serves /healthz and /readyz in development like the page server: `npm run dev` waits for them. */
export function devReadiness(): Plugin {
  return {
    name: 'dev-readiness',
    apply: 'serve',
    configureServer({ middlewares }) {
      const answers = { '/healthz': { status: 'ok' }, '/readyz': { status: 'ready', checks: {} } };
      for (const [path, answer] of Object.entries(answers)) {
        middlewares.use(path, (_request, response) => {
          response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
        });
      }
    },
  };
}
