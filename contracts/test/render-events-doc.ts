import { type EventDefinition, eventSchema } from '../src';

const HEAD = `# Events

Generated from \`contracts\` by \`UPDATE_DOCS=1 npm test -- events-doc\`; that test fails while this page is out of date.

Every event is a [CloudEvents 1.0](https://github.com/cloudevents/spec) event. In addition to \`data\`, described below, each
has \`id\` (UUIDv7; UUIDv5 of its cause for a reaction), \`source\` (\`/posts\`, \`/comments\`, \`/moderation\`), \`subject\`
(the id of the post or comment), \`time\`, \`dataschema\` (which ends with the version), and for a reaction \`causationid\`.
The bus adds \`position\` and \`storedtime\`. \`position\` is a number, as readers of the course's events expect; a CloudEvents
Integer ends at 2,147,483,647, which no log of this bus has reached. The extension \`sequence\` is left to publishers.

The service that publishes an event registers the JSON Schema of its data with the bus (\`GET :4005/types\`,
\`GET :4005/asyncapi.json\`), generated from the declaration that readers use; the bus refuses an event that does not match (422).

Readers ignore unknown fields, so a new optional field is not a new version; versions count breaking changes.
`;

interface Field {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

interface DataSchema {
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
}

function typeOf(field: Field): string {
  const values = field.const === undefined ? field.enum : [field.const];
  return values?.map((value) => `\`${JSON.stringify(value)}\``).join(' or ') ?? field.type ?? 'any';
}

function sectionOf(definition: EventDefinition): string {
  const { type, version, dataschema, meaning } = definition;
  const { properties = {}, required = [] } = eventSchema(definition) as DataSchema;
  const rows = Object.entries(properties).map(
    ([name, field]) => `| \`${name}\` | ${typeOf(field)} | ${required.includes(name) ? 'yes' : 'no'} |`,
  );
  return `
## ${type}

${meaning} Version ${version}, \`${dataschema}\`.

| field | type | required |
|---|---|---|
${rows.join('\n')}
`;
}

/** The text of docs/events.md. */
export function renderEventsDoc(definitions: readonly EventDefinition[]): string {
  return HEAD + definitions.map(sectionOf).join('');
}
