import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { methodNotAllowed } from '@blog/service-kit';
import compression from 'compression';
import express, { type RequestHandler, Router } from 'express';
import { problems } from './problems';

/** No ranges: a part of a gzipped answer would not be a part of the file. */
const STATIC = { acceptRanges: false, redirect: false } as const;

/**
 * Serves the built page from `folder`: files with a hash in their name as immutable, all others with revalidation, and
 * index.html for every path that a browser may open, since the page does its own routing.
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
  // An old page that requests a file of the previous build must not get another file.
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
