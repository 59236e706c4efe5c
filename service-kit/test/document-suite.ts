interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, object>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** What the OpenAPI document of every service promises to those who make clients and tests of it. */
export function documentSuite(read: () => Promise<unknown>): void {
  let document: Document;
  let operations: [string, Operation][];
  beforeAll(async () => {
    document = (await read()) as Document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method} ${path}`,
        operation,
      ]),
    );
  });

  it('names every operation, each by another name, and says what it belongs to', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
    expect(operations.filter(([, { tags }]) => tags?.length !== 1)).toEqual([]);
  });

  it('names the refusals of every operation', () => {
    const missing = operations.flatMap(([name, { requestBody, responses }]) => {
      const isChange = /^(post|put|patch|delete) /.test(name);
      const wanted = [
        '421',
        ...(isChange ? ['403'] : []),
        ...(requestBody ? ['400', '408', '413', '415'] : []),
        ...(name.includes('{') ? ['400'] : []),
      ];
      return wanted.filter((status) => responses[status] === undefined).map((status) => `${name}: ${status}`);
    });
    expect(missing).toEqual([]);
  });

  it('says each schema once, and refers to it', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name as string,
    );
    expect(references).toContain('Problem');
    expect(new Set(references)).toEqual(new Set(Object.keys(document.components.schemas)));
  });

  it('gives every whole number its least and, of a request, its greatest', () => {
    const loose: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { type, minimum, maximum } = value as { type?: unknown; minimum?: number; maximum?: number };
      const isSent = /\/(requestBody|parameters)\//.test(path);
      if (type === 'integer' && (minimum === undefined || (isSent && maximum === undefined)))
        loose.push(path);
      for (const [name, inner] of Object.entries(value)) look(inner, `${path}/${name}`);
    };
    look(document, '');
    expect(loose).toEqual([]);
  });
}
