import { type AppSurroundings, createApp } from '@blog/service-kit';
import express, { type Express } from 'express';
import { type ClassicHttpPorts, classicRouter } from './http/classic-router';
import { type LabHttpPorts, labRouter } from './http/lab-router';
import { openApi } from './http/openapi';
import { requireSecret } from './http/require-secret';

/** The HTTP side of the lab; nothing of it answers without the secret. */
export function createLabApp(
  options: LabHttpPorts & ClassicHttpPorts & AppSurroundings & { secret: string },
): Express {
  const gated = express().disable('x-powered-by');
  const app = createApp({
    ...options,
    routers: [labRouter(options), classicRouter(options)],
    openApi,
  });
  return gated.use(requireSecret(options.secret), app);
}
