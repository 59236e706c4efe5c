import { clientAddress, type Endpoint, type Input, implement, signalOfLeaving } from '@blog/service-kit';
import { asyncApiDocument } from '../domain/async-api';
import { isRegistered } from '../domain/event-type';
import type { EventTypes } from '../domain/event-types';
import { typeRoutes } from './type-routes';

const changerOf = ({ request, response }: Pick<Input, 'request' | 'response'>) => ({
  address: clientAddress(request),
  signal: signalOfLeaving(response),
});

export function typeEndpoints(types: EventTypes): Endpoint[] {
  return implement(typeRoutes, {
    listTypes: () => types.list(),
    putType: async (input) => {
      const { type } = input.params;
      const { schema, dataschema = null, meaning = null, except } = input.body;
      const settings = { schema, dataschema, meaning };
      const isNew = await types.put(type, settings, { except, ...changerOf(input) });
      if (isNew) input.response.status(201);
      return types.view(type);
    },
    readType: ({ params: { type } }) => types.view(type),
    deleteType: (input) => types.remove(input.params.type, changerOf(input)),
    exemptType: async (input) => {
      const { params, body } = input;
      await types.exempt(params.type, body.through, changerOf(input));
      return { type: params.type, exemptThrough: body.through };
    },
    asyncApi: () => asyncApiDocument(types.list().filter(isRegistered)),
  });
}
