import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { methodNotAllowed } from '@blog/service-kit';
import compression from 'compression';
import express, { type RequestHandler, Router } from 'express';
import { problems } from './problems';

/** A part of a gzipped answer would be no part of the file: so there are no ranges. */
const STATIC = { acceptRanges: false, redirect: false } as const;

/**
 * Serves the built page from `folder`: files whose name holds their hash for ever, everything else for as long as it is
 * the same, and index.html for every path that a browser may open, since the page itself knows its addresses.
 * @throws DomainError `page.not_built`
 */
export function pageRouter(folder: string): Router {
  if (!existsSync(join(folder, 'index.html'))) {
    throw problems.error('page.not_built', `No page in ${folder}: build it with "npm run build".`);
  }
  const hashed = express.static(join(folder, 'assets'), {
    ...STATIC,
    index: false,
    immutable: true,
    maxAge: '1y',
  });
  const named = express.static(folder, {
    ...STATIC,
    cacheControl: false,
    setHeaders: (response) => response.set('Cache-Control', 'no-cache'),
  });

  const router = Router();
  router.use(compression() as RequestHandler);
  // To an old page that asks for a file of the build before, another file would be worse than none.
  router.use('/assets', hashed, (_request, _response, next) => next('router'));
  router.use(named);
  router
    .route('/{*path}')
    .all((request, response, next) => {
      response.vary('Accept');
      next(request.accepts('html') ? undefined : 'router');
    })
    .get((request, response, next) => {
      request.url = '/index.html';
      named(request, response, next);
    })
    .all(methodNotAllowed);
  return router;
}
