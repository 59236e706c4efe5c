import type { Express, Router } from 'express';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: Partial<Router>;
}

function walk(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (route === undefined) return walk((handle.stack ?? []) as unknown as Layer[]);
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    return Object.keys(route.methods)
      .filter((method) => method !== '_all')
      .map((method) => `${method} ${path}`);
  });
}

/** Every route that an app answers, such as `get /posts/{id}`, sorted. */
export function routesOf(app: Express): string[] {
  return walk(app.router.stack as unknown as Layer[]).sort();
}

/** Every route of an OpenAPI document, in the same form. */
export function documentedRoutes(document: { paths: Record<string, Record<string, unknown>> }): string[] {
  const paths = Object.entries(document.paths);
  return paths.flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`)).sort();
}
