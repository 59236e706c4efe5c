import { type AppSurroundings, createApp, openApiDocument } from '@blog/service-kit';
import { type Express, Router } from 'express';
import { type LabRouterOptions, labRouter } from './lab-router';
import { pageRouter } from './page-router';
import { type ProxyOptions, proxyRouter } from './proxy-router';
import { securityHeaders } from './security-headers';
import { type StartedBy, startedByRouter } from './started-by';

const openApi = openApiDocument({
  title: 'Client',
  description: 'The page, and every service below /api/<service>/: each has an /openapi.json there.',
  routes: {},
});

/**
 * The page and the services under one origin, like nginx in the image (`client/nginx`).
 * @throws DomainError `page.not_built`
 */
export function createPageApp(
  options: { pageFolder: string; startedBy?: StartedBy | undefined } & LabRouterOptions &
    ProxyOptions &
    AppSurroundings,
): Express {
  const headers = Router().use(securityHeaders);
  return createApp({
    ...options,
    routers: [
      headers,
      labRouter(options),
      startedByRouter(options),
      proxyRouter(options),
      pageRouter(options.pageFolder),
    ],
    openApi,
  });
}
