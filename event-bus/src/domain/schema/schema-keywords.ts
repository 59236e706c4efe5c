import { z } from 'zod';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'] as const;

const count = z.int().min(0);
const text = z.string();
const anything = z.unknown();
const flag = z.boolean();
const typeName = z.enum(TYPES);
/** Not parsed further: its schemas are parsed one by one. */
const byName = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);
const some = z.array(anything).min(1);
const names = z.array(text);

/**
 * The keywords of JSON Schema 2020-12 that a type's schema may have. Others are refused, since they would silently check nothing.
 * Annotations, including `format`, check nothing by the standard.
 */
export const schemaKeywords = z
  .strictObject({
    $schema: z.enum([DIALECT, `${DIALECT}#`]),
    $comment: text,
    title: text,
    description: text,
    default: anything,
    examples: anything,
    deprecated: flag,
    readOnly: flag,
    writeOnly: flag,
    format: text,
    contentEncoding: text,
    contentMediaType: text,

    $defs: byName,
    $ref: text.regex(/^#(?:\/\$defs\/[\w.-]{1,128})?$/, 'expected # or #/$defs/<name>: of this schema'),

    type: z.union([typeName, z.array(typeName).min(1)]),
    const: anything,
    enum: some,

    minimum: z.number(),
    maximum: z.number(),
    exclusiveMinimum: z.number(),
    exclusiveMaximum: z.number(),
    multipleOf: z.number().positive(),

    minLength: count,
    maxLength: count,
    pattern: text,

    prefixItems: some,
    items: anything,
    contains: anything,
    minContains: count,
    maxContains: count,
    minItems: count,
    maxItems: count,
    uniqueItems: flag,

    properties: byName,
    patternProperties: byName,
    additionalProperties: anything,
    propertyNames: anything,
    required: names,
    dependentRequired: z.record(text, names),
    dependentSchemas: byName,
    minProperties: count,
    maxProperties: count,

    allOf: some,
    anyOf: some,
    oneOf: some,
    not: anything,
    if: anything,
    // biome-ignore lint/suspicious/noThenProperty: the name of the keyword
    then: anything,
    else: anything,
  })
  .partial();

export type SchemaKeywords = z.infer<typeof schemaKeywords>;
export type TypeName = z.infer<typeof typeName>;
