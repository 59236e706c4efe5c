import { clientAddress, jsonBody, methodNotAllowed, noQuery, signalOfLeaving } from '@blog/service-kit';
import { type Request, type Response, Router } from 'express';
import { asyncApiDocument } from '../domain/async-api';
import { isRegistered } from '../domain/event-type';
import type { EventTypes } from '../domain/event-types';
import { exemptRequest, newTypeParams, typeParams, typeRequest } from './type-request';

const BODY_BYTES_MAX = 256 * 1024;
/** Of a position: nothing else is held while it waits for its turn. */
const EXEMPT_BYTES_MAX = 1024;

const nameOf = (request: Request) => typeParams.parse(request.params).type;
const newNameOf = (request: Request) => newTypeParams.parse(request.params).type;
const changerOf = (request: Request, response: Response) => ({
  address: clientAddress(request),
  signal: signalOfLeaving(response),
});

/** Everything below /types, and /asyncapi.json, which is made of them. */
export function typeRouter(types: EventTypes): Router {
  const router = Router();
  router
    .route('/types')
    .get(noQuery, (_request, response) => void response.json(types.list()))
    .all(methodNotAllowed);

  router
    .route('/types/:type')
    .put(noQuery, jsonBody(BODY_BYTES_MAX), async (request, response) => {
      const type = newNameOf(request);
      const { schema, dataschema = null, meaning = null, except } = typeRequest.parse(request.body);
      const changer = changerOf(request, response);
      const isNew = await types.put(type, { schema, dataschema, meaning }, { except, ...changer });
      response.status(isNew ? 201 : 200).json(types.view(type));
    })
    .get(noQuery, (request, response) => void response.json(types.view(nameOf(request))))
    .delete(noQuery, async (request, response) => {
      await types.remove(nameOf(request), changerOf(request, response));
      response.status(204).end();
    })
    .all(methodNotAllowed);

  router
    .route('/types/:type/exempt')
    .put(noQuery, jsonBody(EXEMPT_BYTES_MAX), async (request, response) => {
      const type = newNameOf(request);
      const { through } = exemptRequest.parse(request.body);
      await types.exempt(type, through, changerOf(request, response));
      response.json({ type, exemptThrough: through });
    })
    .all(methodNotAllowed);

  router
    .route('/asyncapi.json')
    .get(
      noQuery,
      (_request, response) => void response.json(asyncApiDocument(types.list().filter(isRegistered))),
    )
    .all(methodNotAllowed);
  return router;
}
