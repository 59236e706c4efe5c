import request from 'supertest';
import { documentSuite } from '../../service-kit/test/document-suite';
import { querySuite } from '../../service-kit/test/query-suite';
import { BusUnderTest } from './bus-under-test';

const bus = new BusUnderTest();
beforeAll(() => bus.open());
afterAll(() => bus.close());
const read = async () => (await request(bus.server).get('/openapi.json')).body;

describe('the OpenAPI document', () => {
  documentSuite(read);
  querySuite(() => bus.server);

  it('types the items of a batch, and has the headers of binary mode and of a stream', async () => {
    const { paths, components } = await read();
    const batch = paths['/events'].post.requestBody.content['application/cloudevents-batch+json'].schema;
    expect(batch).toMatchObject({ maxItems: 1_000, items: { $ref: '#/components/schemas/CloudEvent' } });
    expect(components.schemas.CloudEvent).toMatchObject({
      required: ['specversion', 'id', 'source', 'type'],
      properties: { id: { minLength: 1 } },
    });
    const headersOf = (method: string) =>
      paths['/events'][method].parameters
        .filter((one: { in: string }) => one.in === 'header')
        .map(({ name }: { name: string }) => name);
    expect(headersOf('post')).toEqual(
      expect.arrayContaining(['ce-specversion', 'ce-id', 'ce-source', 'ce-type']),
    );
    expect(headersOf('get')).toEqual(['Last-Event-ID']);
    const [position] = paths['/events/{position}'].get.parameters;
    expect(position.schema).toMatchObject({ type: 'integer', minimum: 1 });
  });

  it('names the refusals of a read beyond the log, and of a change of a type that waits', async () => {
    const { paths } = await read();
    const told = (path: string, method: string, status: number) =>
      paths[path][method].responses[status].description;
    for (const [path, method] of [
      ['/events', 'get'],
      ['/events', 'head'],
      ['/followers/{name}', 'put'],
    ] as const) {
      expect(told(path, method, 409)).toContain('`log.position_unknown`');
    }
    expect(told('/types/{type}', 'put', 409)).toContain('`type.history_too_costly`');
    expect(told('/types/{type}', 'put', 503)).toContain('`type.superseded`');
    for (const [path, method] of [
      ['/types/{type}', 'put'],
      ['/types/{type}', 'delete'],
      ['/types/{type}/exempt', 'put'],
    ] as const) {
      expect(told(path, method, 503)).toContain('`type.too_many_changes`');
    }
  });
});
