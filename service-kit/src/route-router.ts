import { type RequestHandler, Router } from 'express';
import { jsonBody } from './json-body';
import { methodNotAllowed } from './problem-handler';
import { noQuery } from './query-parameters';
import type { Endpoint, Input, Route } from './route';

/** The router of some endpoints: each path with its methods in the order of the list, and 405 for every other method. */
export function routeRouter(endpoints: readonly Endpoint[]): Router {
  const router = Router();
  for (const path of new Set(endpoints.map(({ route }) => route.path))) {
    const methods = endpoints.filter(({ route }) => route.path === path);
    const chain = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const endpoint of methods) chain[endpoint.route.method](...handlersOf(endpoint));
    for (const { otherMethods } of methods) if (otherMethods) chain.all(otherMethods);
    chain.all(methodNotAllowed);
  }
  return router;
}

function handlersOf({ route, handle }: Endpoint): RequestHandler[] {
  const { params, query, body, readByHandler } = route;
  const status = statusOf(route);
  const checkQuery: RequestHandler = (request, response, next) => {
    response.locals.query = query?.parse(request.query);
    next();
  };
  const serve: RequestHandler = async (request, response) => {
    const input = {
      params: params?.parse(request.params),
      query: response.locals.query,
      body: body?.schema.parse(request.body),
      request,
      response,
    } as Input;
    response.statusCode = status;
    const result = await handle(input);
    if (result !== undefined) response.json(result);
    else if (response.statusCode === 204) response.end();
  };
  return [
    ...(query ? [checkQuery] : readByHandler?.query ? [] : [noQuery]),
    ...(body ? [jsonBody(body.bytesMax)] : []),
    serve,
  ];
}

/** The lowest good status: the keys of an object that are whole numbers come in their order. */
const statusOf = ({ answers }: Route) => Number(Object.keys(answers)[0]);
