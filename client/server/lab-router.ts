import { Router } from 'express';
import { type LabAccess, passToLab } from './pass-to-lab';

export interface LabRouterOptions {
  /** Undefined where there is no lab. */
  readonly lab: LabAccess | undefined;
  /** When it is aborted, open streams are cut: they would hold up the stop. */
  readonly closing: AbortSignal;
}

/** The lab of the system that this server is part of, below `/api/lab`. */
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
