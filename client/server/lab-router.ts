import { Router } from 'express';
import { type LabAccess, passToLab } from './pass-to-lab';

export interface LabRouterOptions {
  /** Undefined where there is no lab. */
  readonly lab: LabAccess | undefined;
  /** Aborting cuts open streams, which would otherwise block the stop. */
  readonly closing: AbortSignal;
}

/** The lab of this server's system, below `/api/lab`. */
export function labRouter({ lab, closing }: LabRouterOptions): Router {
  const pass = passToLab(lab);
  const router = Router({ caseSensitive: true });
  router.all('/api/lab{/*path}', (request, response) => {
    const cut = () => response.destroy();
    closing.addEventListener('abort', cut);
    response.once('close', () => closing.removeEventListener('abort', cut));
    pass(request, response);
  });
  return router;
}
