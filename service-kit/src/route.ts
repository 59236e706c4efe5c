import type { Request, RequestHandler, Response } from 'express';
import type { ZodObject, ZodType, z } from 'zod';

/** What a body may be, by media type. */
export type Content = Readonly<Record<string, ZodType>>;

/** A body of JSON, by its media type. */
export const jsonContent = <Schema extends ZodType>(schema: Schema) => ({ 'application/json': schema });

/** A good answer. */
interface Answer {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: ZodObject;
}

/** A body of JSON, read and checked before the handler is called; of at most `bytesMax` bytes. */
interface JsonBody<Schema extends ZodType = ZodType> {
  readonly schema: Schema;
  readonly bytesMax: number;
}

/**
 * A route, declared once: the router, the checks of what comes, and the OpenAPI document are made from it, and the compiler checks
 * the handler and the page's calls against it.
 */
export interface Route {
  readonly method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's form: `/posts/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Its group in the document; by default the first part of its path. */
  readonly tag?: string;
  readonly params?: ZodObject;
  /** Made by `queryParameters`. A route without it refuses every query. */
  readonly query?: ZodObject;
  /** The request's headers, for the document; the handler reads them itself. */
  readonly headers?: ZodObject;
  readonly body?: JsonBody;
  /** What the handler reads and checks itself: bodies in several formats, a query that depends on `Accept`. */
  readonly readByHandler?: {
    readonly params?: ZodObject;
    readonly query?: ZodObject;
    readonly body?: Content;
  };
  /** The good answers, by status. The handler's answer has the lowest of them unless it sets another. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes of the problems that it may answer with; those that follow from what it takes are added. */
  readonly problems?: readonly string[];
  /** Handled before Express, unless a browser sent it: its handler reads the request and sends the answer itself, as Node does. */
  readonly isHot?: true;
  /** Left out of the metrics of requests: streams, and requests too small for that. */
  readonly isUnmeasured?: true;
}

type OutputOf<Schema> = Schema extends ZodType ? z.output<Schema> : undefined;

interface CheckedInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
  readonly response: Response;
}

/** What the handler of a route is called with: what it declares is checked, anything else undefined. */
export type Input<Declared extends Route = Route> = CheckedInput<
  OutputOf<Declared['params']>,
  OutputOf<Declared['query']>,
  Declared['body'] extends JsonBody<infer Schema> ? z.output<Schema> : undefined
>;

/** A JSON value that cannot be changed. */
export type Immutable<Value> = Value extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: Immutable<Value[Name]> }
    : Value;

type JsonOf<Good> = Good extends {
  readonly content: { readonly 'application/json': infer Schema extends ZodType };
}
  ? z.output<Schema>
  : never;

/** The JSON that a route answers with, and that a client reads. */
export type AnswerOf<Declared extends Route> = {
  [Status in keyof Declared['answers']]: JsonOf<Declared['answers'][Status]>;
}[keyof Declared['answers']];

// biome-ignore lint/suspicious/noConfusingVoidType: a handler that sends its answer itself returns nothing
type Nothing = undefined | void;
/** What a handler returns, which may be read-only; that of a hot route sends its answer itself. */
type Sent<Declared extends Route> = Declared extends { readonly isHot: true }
  ? Nothing
  : Immutable<AnswerOf<Declared>> | Nothing;

/**
 * Does what a route is for. What it returns is sent as JSON; undefined is an answer without a body (204), or one that it has sent
 * itself, such as a stream.
 */
type Handler<Declared extends Route> = (input: Input<Declared>) => Sent<Declared> | Promise<Sent<Declared>>;

export type Routes = Readonly<Record<string, Route>>;

/** A handler for each of some routes, by name. */
export type Handlers<Declared extends Routes> = {
  readonly [Name in keyof Declared]: Handler<Declared[Name]>;
};

/** A route with what it does. */
export interface Endpoint {
  readonly route: Route;
  readonly handle: (input: Input) => unknown;
  /** Sees requests of other methods before they are answered 405, and OPTIONS. */
  readonly otherMethods?: RequestHandler;
}

/** Declares routes by name. */
export const defineRoutes = <const Declared extends Routes>(routes: Declared): Declared => routes;

/** Joins routes with their handlers, in the order of the routes. */
export function implement<Declared extends Routes>(
  routes: Declared,
  handlers: Handlers<Declared>,
): Endpoint[] {
  return Object.entries(routes).map(([name, route]) => ({
    route,
    handle: handlers[name] as Endpoint['handle'],
  }));
}
