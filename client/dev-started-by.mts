import type { Plugin } from 'vite';

const KNOWN = ['npm', 'compose', 'kubernetes', 'kubernetes-scale'];

/** Serves /started-by.json in development like nginx: the page shows the commands that stop and start its services. */
export function devStartedBy(): Plugin {
  return {
    name: 'dev-started-by',
    apply: 'serve',
    configureServer({ middlewares }) {
      const { STARTED_BY = '', NAMESPACE } = process.env;
      if (STARTED_BY !== '' && !KNOWN.includes(STARTED_BY)) {
        throw new Error(`STARTED_BY: expected one of ${KNOWN.join(', ')} (got "${STARTED_BY}")`);
      }
      const startedBy = STARTED_BY || null;
      const namespace = startedBy?.startsWith('kubernetes') ? (NAMESPACE ?? null) : null;
      middlewares.use('/started-by.json', (_request, response) => {
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ startedBy, namespace }));
      });
    },
  };
}
