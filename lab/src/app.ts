import { type AppSurroundings, createApp, openApiDocument } from '@blog/service-kit';
import express, { type Express } from 'express';
import { type LabHttpPorts, labEndpoints } from './http/lab-endpoints';
import { requireSecret } from './http/require-secret';
import { routes } from './http/routes';
import { problems } from './problems';

const openApi = openApiDocument({
  title: 'Lab',
  description: 'Fault controls for a system that runs on this machine.',
  routes,
  problems,
});

/** The HTTP side of the lab; nothing of it answers without the secret. */
export function createLabApp(options: LabHttpPorts & AppSurroundings & { secret: string }): Express {
  const gated = express().disable('x-powered-by');
  const app = createApp({ ...options, endpoints: labEndpoints(options), openApi });
  return gated.use(requireSecret(options.secret), app);
}
