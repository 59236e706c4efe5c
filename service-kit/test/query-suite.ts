import type { Server } from 'node:http';
import request from 'supertest';

/** For probes and readers of metrics, which have parameters of their own. */
const OPERATIONS = ['/healthz', '/readyz', '/metrics', '/openapi.json'];

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

/** Every route of a service's OpenAPI document refuses a parameter that it does not have, and names those that it has. */
export function querySuite(server: () => Server): void {
  it('refuses unknown parameters on every route, and names those that there are', async () => {
    const { body } = await request(server()).get('/openapi.json');
    const paths = Object.entries(body.paths as Record<string, Record<string, Operation>>);
    const routes = paths
      .filter(([path]) => !OPERATIONS.includes(path))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
      );
    expect(routes.length).toBeGreaterThan(3);
    for (const { path, method, operation } of routes) {
      const known = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
      const target = `${path.replace(/\{\w+\}/g, '1')}?after-positon=5`;
      const response = await request(server())[method as 'get'](target);
      expect([target, method, response.status]).toEqual([target, method, 400]);
      if (method === 'head') continue;
      const [, named] =
        /expected (?:no parameters|only (.*)), got after-positon$/.exec(response.body.detail) ?? [];
      // Of a route with several answers, those of this one.
      expect(known).toEqual(expect.arrayContaining(named?.split(', ') ?? []));
      expect([target, method, named === undefined]).toEqual([target, method, known.length === 0]);
    }
  });
}
