import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const ABSENT = { type: 'about:blank', title: 'Not Found', status: 404, code: 'lab.absent' };

/** Serves /api/lab in development with the page server's own code, which `npm run dev` has built if there is a lab. */
export function devLab(): Plugin {
  return {
    name: 'dev-lab',
    apply: 'serve',
    configureServer({ middlewares }) {
      const { LAB_URL: url, LAB_SECRET: secret } = process.env;
      if (url && secret) {
        const { passToLab } = createRequire(import.meta.url)('./dist/pass-to-lab.js');
        middlewares.use('/api/lab', passToLab({ url, secret }));
        return;
      }
      middlewares.use('/api/lab', (_request, response) => {
        response.statusCode = 404;
        const detail = 'There is no lab here: "npm run dev" or "npm start" on this machine has one.';
        response
          .setHeader('Content-Type', 'application/problem+json')
          .end(JSON.stringify({ ...ABSENT, detail }));
      });
    },
  };
}
