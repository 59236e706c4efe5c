import type { routes as comments } from '@blog/comments/routes';
import type { routes as bus } from '@blog/event-bus/routes';
import type { routes as lab } from '@blog/lab/routes';
import type { routes as posts } from '@blog/posts/routes';
import type { routes as query } from '@blog/query/routes';
import type { AnswerOf, operationRoutes, Route, setAsideRoutes } from '@blog/service-kit';
import type { ZodType, z } from 'zod';
import type { ApiName } from './api-problem';
import { type RequestOptions, request } from './request';

/* The types of the routes that each service declares: nothing of a service is loaded here. */

type Operations = typeof operationRoutes;
interface Api {
  readonly posts: typeof posts & typeof setAsideRoutes & Operations;
  readonly comments: typeof comments & typeof setAsideRoutes & Operations;
  readonly query: typeof query & typeof setAsideRoutes & Operations;
  readonly moderation: Operations;
  readonly 'event-bus': typeof bus & Operations;
  readonly lab: typeof lab;
}

type RoutesOf<Service extends ApiName> = Service extends ApiName
  ? Extract<Api[Service][keyof Api[Service]], Route>
  : never;
type KeyOf<Declared> = Declared extends Route
  ? `${Uppercase<Declared['method']>} ${Declared['path']}`
  : never;
type Keyed<Declared, Key> = Declared extends Route ? (KeyOf<Declared> extends Key ? Declared : never) : never;

/** A route of a service, such as `PATCH /posts/{id}`. */
export type RouteKey<Service extends ApiName> = KeyOf<RoutesOf<Service>>;
/** The JSON of its answer. */
export type Answer<Service extends ApiName, Key extends RouteKey<Service>> = AnswerOf<
  Keyed<RoutesOf<Service>, Key>
>;

type Input<Schema> = Schema extends ZodType ? z.input<Schema> : never;
type ReadByHandler<Declared> = Declared extends { readonly readByHandler: infer Read } ? Read : unknown;

type Params<Declared> = Declared extends { readonly params: infer Schema }
  ? { readonly params: Input<Schema> }
  : ReadByHandler<Declared> extends { readonly params: infer Schema }
    ? { readonly params: Input<Schema> }
    : { readonly params?: never };

type Query<Declared> = Declared extends { readonly query: infer Schema }
  ? { readonly query?: Partial<Input<Schema>> }
  : ReadByHandler<Declared> extends { readonly query: infer Schema }
    ? { readonly query?: Partial<Input<Schema>> }
    : { readonly query?: never };

type Body<Declared> = Declared extends { readonly body: { readonly schema: infer Schema } }
  ? { readonly body: Input<Schema> }
  : ReadByHandler<Declared> extends { readonly body: infer Content }
    ? { readonly body: Input<Content[keyof Content]> }
    : { readonly body?: never };

type Takes<Declared> = Params<Declared> & Query<Declared> & Body<Declared>;

type Method = NonNullable<RequestOptions['method']>;

interface HowToCall extends Omit<RequestOptions, 'method' | 'body'> {
  /** The query of the next page of a list, from `nextQuery`, in place of one of its own. */
  readonly page?: string | undefined;
}

type Options<Service extends ApiName, Key extends RouteKey<Service>> = Takes<Keyed<RoutesOf<Service>, Key>> &
  HowToCall;
/** Options may be left out where a route needs none. */
type Rest<Taken> = Record<never, never> extends Taken ? [options?: Taken] : [options: Taken];

/**
 * Calls a route of a service. Resolves with the answer if it is a 2xx.
 * @throws ApiProblem  any other answer, or none in time
 */
export function send<Service extends ApiName, Key extends RouteKey<Service>>(
  service: Service,
  key: Key,
  ...rest: Rest<Options<Service, Key>>
): Promise<Response> {
  const [method, template] = key.split(' ') as [Method, string];
  const [{ params, query, page, ...others } = {}] = rest as unknown as [LooseOptions?];
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params?.[name])),
  );
  const search = page ?? searchOf(query);
  // Its server takes /api/lab for /lab.
  const below = service === 'lab' ? path.slice('/lab'.length) : path;
  return request(service, search === '' ? below : `${below}?${search}`, { ...others, method });
}

/** Calls a route of a service, and resolves with the JSON of its answer. @throws ApiProblem  as `send` */
export async function call<Service extends ApiName, Key extends RouteKey<Service>>(
  service: Service,
  key: Key,
  ...rest: Rest<Options<Service, Key>>
): Promise<Answer<Service, Key>> {
  return readAnswer<Service, Key>(await send(service, key, ...rest));
}

/** The JSON of an answer to `send`. */
export async function readAnswer<Service extends ApiName, Key extends RouteKey<Service>>(
  response: Response,
): Promise<Answer<Service, Key>> {
  return (await response.json()) as Answer<Service, Key>;
}

/** The query of the next page of a list, from `Link: <?before=5>; rel="next"`; undefined on the last page. */
export function nextQuery(response: Response): string | undefined {
  return /<[^>?]*\?([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
}

interface LooseOptions extends HowToCall {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

function searchOf(query: Readonly<Record<string, unknown>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
