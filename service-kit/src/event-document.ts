import { z } from 'zod';
import { POSITION_MAX, storedEventSchema } from './cloud-event';

/* For OpenAPI documents: what the bus takes and sends, as strictly as JSON Schema can say it. */

const ATTRIBUTE_CHARACTERS_MAX = 4_096;
const INTEGER_MAX = 2 ** 31 - 1;

/** Text in an attribute: CloudEvents 1.0 allows no control characters and no noncharacters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it names what is refused
export const NO_CONTROLS = /^[^\u0000-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]+$/;
/* Patterns beside the formats, since many readers pass over those. */
const URI_REFERENCE = /^[\w\-.~:/?#@!$&'()*+,;=%]+$/;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[\w\-.~:/?#@!$&'()*+,;=%]+$/;
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+[/][\w!#$%&'*+.^`|~-]+( *; *[\w-]+=[\w-]+)*$/;

const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const text = (pattern: RegExp) => z.string().min(1).max(ATTRIBUTE_CHARACTERS_MAX).regex(pattern);
const attribute = text(NO_CONTROLS);
const extension = z.union([
  z.string().max(ATTRIBUTE_CHARACTERS_MAX),
  z.boolean(),
  z
    .int()
    .min(-INTEGER_MAX - 1)
    .max(INTEGER_MAX),
  z.null(),
]);

const number = { minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
const self = { $ref: '#/components/schemas/JsonData' };
const jsonData = z.unknown().meta({
  id: 'JsonData',
  description: 'Any JSON, nested at most 64 deep, with numbers that a double holds exactly (RFC 7493)',
  anyOf: [
    { type: ['null', 'boolean', 'string'] },
    { type: 'number', ...number },
    { type: 'array', items: self },
    { type: 'object', additionalProperties: self },
  ],
});

const attributes = {
  specversion: z.literal('1.0'),
  id: attribute,
  source: text(URI_REFERENCE).meta({ format: 'uri-reference' }),
  type: attribute,
  subject: attribute.nullish(),
  time: z.string().meta({ format: 'date-time' }).nullish(),
  dataschema: text(URI).meta({ format: 'uri' }).nullish(),
  datacontenttype: text(MEDIA_TYPE).nullish(),
  data: jsonData.optional(),
  data_base64: z.string().regex(BASE64).optional(),
};
const names = { propertyNames: { pattern: '^([a-z0-9]+|data_base64)$' } };
const onlyOneData = { not: { required: ['data', 'data_base64'] } };

/** For OpenAPI: an event to be published. */
export const eventDocument = z
  .object({
    ...attributes,
    position: z.unknown().describe('the bus sets it: what is sent is left out'),
    storedtime: z.unknown().describe('the same'),
  })
  .partial({ position: true, storedtime: true })
  .catchall(extension)
  .meta({
    id: 'CloudEvent',
    description: 'A CloudEvents 1.0 event in the JSON format',
    ...names,
    ...onlyOneData,
  });

/** For OpenAPI: an event of the log. */
export const storedEventDocument = z
  .object({
    ...attributes,
    position: z.int().min(1).max(POSITION_MAX).describe('its place in the log'),
    storedtime: z.string().meta({ format: 'date-time' }).describe('when the bus stored it'),
  })
  .catchall(extension)
  .meta({ id: 'StoredEvent', description: 'A CloudEvents 1.0 event of the log', ...names, ...onlyOneData });

/** For OpenAPI: an event as a subscriber takes it, which trusts the bus with the rest. */
export const deliveredEventDocument = storedEventSchema.meta({
  id: 'DeliveredEvent',
  description: 'A CloudEvents 1.0 event of the log',
});

const header = (meaning: string) => z.string().optional().describe(meaning);

/** For OpenAPI: the attributes of an event in binary mode; in every other mode they are passed over. */
export const binaryHeaders = z.object({
  'ce-specversion': header('`1.0`: the body is the data, and these are its attributes (binary mode)'),
  'ce-id': header('the attribute id, in percent-encoded UTF-8; so any other attribute'),
  'ce-source': header('the attribute source'),
  'ce-type': header('the attribute type'),
  'ce-subject': header('the attribute subject'),
  'ce-time': header('the attribute time'),
  'ce-dataschema': header('the attribute dataschema'),
});
