import { type AppSurroundings, createApp } from '@blog/service-kit';
import express, { type Express } from 'express';
import { type ClassicHttpPorts, classicRouter } from './http/classic-router';
import { type LabHttpPorts, labRouter } from './http/lab-router';
import { openApi } from './http/openapi';
import { problemTable } from './http/problem-table';
import { requireSecret } from './http/require-secret';

/** The lab's HTTP side; every request needs the secret. */
export function createLabApp(
  options: LabHttpPorts & ClassicHttpPorts & AppSurroundings & { secret: string },
): Express {
  const gated = express().disable('x-powered-by');
  const app = createApp({
    ...options,
    routers: [labRouter(options), classicRouter(options)],
    openApi,
    problems: problemTable,
  });
  return gated.use(requireSecret(options.secret), app);
}
