import { methodNotAllowed } from '@blog/service-kit';
import { Router } from 'express';

/** How this page's services were started, where the page cannot control them itself. */
export type StartedBy = 'npm' | 'compose' | 'kubernetes' | 'kubernetes-scale';

/** Tells the page how its services were started, so that it can show the commands that stop and start them. */
export function startedByRouter({ startedBy = null }: { startedBy?: StartedBy | null | undefined }): Router {
  const router = Router({ caseSensitive: true });
  router
    .route('/started-by.json')
    .get((_request, response) => {
      response.set('Cache-Control', 'no-cache').json({ startedBy, namespace: null });
    })
    .all(methodNotAllowed);
  return router;
}
