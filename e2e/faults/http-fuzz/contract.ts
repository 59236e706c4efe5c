import type { ServiceName } from '../../harness/service-names';

/** The part of JSON Schema that is used. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

/** One method of one path. */
export interface Operation {
  readonly service: ServiceName;
  readonly method: string;
  /** In OpenAPI notation: `/posts/{id}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly bodies: readonly { readonly mediaType: string; readonly schema: Schema }[];
  readonly goodStatuses: readonly number[];
  /** Media types of the successful answers; with more than one the client chooses. */
  readonly mediaTypes: readonly string[];
}

/** A schema in an OpenAPI document, possibly a reference. */
type DocumentedSchema = Schema & { readonly $ref?: string };
type Schemas = Readonly<Record<string, DocumentedSchema>>;

interface Document {
  readonly components?: { readonly schemas?: Schemas };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

interface DocumentedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** A service's HTTP contract, from its `/openapi.json`. */
export class Contract {
  readonly service: ServiceName;
  readonly operations: readonly Operation[];

  constructor(service: ServiceName, document: Document) {
    this.service = service;
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, documented]) => ({
        service,
        method: method.toUpperCase(),
        path,
        parameters: documented.parameters ?? [],
        bodies: Object.entries(documented.requestBody?.content ?? {}).map(([mediaType, { schema }]) => ({
          mediaType,
          schema: resolved(schema, document.components?.schemas ?? {}),
        })),
        goodStatuses: Object.keys(documented.responses).map(Number).filter(Number.isInteger),
        mediaTypes: Object.entries(documented.responses)
          .filter(([status]) => status !== 'default')
          .flatMap(([, { content }]) => Object.keys(content ?? {})),
      })),
    );
  }

  static async fetch(service: ServiceName, url: string): Promise<Contract> {
    return new Contract(service, (await (await fetch(`${url}/openapi.json`)).json()) as Document);
  }

  /**
   * Whether a request may be answered with this status below 400. HEAD is answered like GET, OPTIONS with 204, and a
   * conditional GET with 304 (RFC 9110, 13.1.2).
   */
  allows({ method, target, status }: { method: string; target: string; status: number }): boolean {
    if (method === 'OPTIONS') return status === 204;
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && status === 304) return true;
    return this.operations.some(
      (operation) =>
        (operation.method === method || (method === 'HEAD' && operation.method === 'GET')) &&
        operation.goodStatuses.includes(status) &&
        matches(operation.path, target),
    );
  }
}

/** Resolves the references in a schema, its properties and items; a recursive one only to a few levels. */
function resolved(schema: DocumentedSchema, schemas: Schemas, levels = 4): Schema {
  const target = schema.$ref === undefined ? schema : schemas[schema.$ref.replace(/^.*\//, '')];
  if (target === undefined || levels === 0) return {};
  const { properties, items, ...own } = target;
  const next = (inner: DocumentedSchema) => resolved(inner, schemas, levels - 1);
  return {
    ...own,
    ...(items && { items: next(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, next(inner)])),
    }),
  };
}

/**
 * Matches like Express: ignores case and a trailing slash. A host before the path is ignored, and leading slashes count as one.
 */
function matches(path: string, target: string): boolean {
  const asked = target
    .replace(/^[a-z]+:\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/^\/+/, '/');
  const wanted = path.split('/');
  const came = asked.replace(/(?<=.)\/$/, '').split('/');
  if (wanted.length !== came.length) return false;
  return wanted.every((segment, index) => {
    const given = came[index] as string;
    return segment.startsWith('{') ? given !== '' : given.toLowerCase() === segment.toLowerCase();
  });
}
