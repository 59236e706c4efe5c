import { z } from 'zod';

/** The settings of a part of the system, as its `config.ts` declares them. */
export interface PartSettings {
  readonly part: string;
  readonly settings: z.ZodRawShape;
}

interface SettingSchema {
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  /** A default that depends on the machine, in words. */
  readonly byDefault?: string;
}

/** No number of a setting is limited by this: it is what digits can say. */
const UNLIMITED = 10 ** 15 - 1;

/** The table of all settings, a row each, in the order in which the parts declare them. */
export function renderSettings(parts: readonly PartSettings[]): string {
  const names = [...new Set(parts.flatMap(({ settings }) => Object.keys(settings)))];
  const rows = names.map((name) => {
    const having = parts.filter(({ settings }) => name in settings);
    const schemas = having.map(({ part, settings }) => ({ part, ...schemaOf(settings[name] as z.ZodType) }));
    const { description = '', ...schema } = schemas[0] as SettingSchema;
    const of = having.length === parts.length ? 'all' : having.map(({ part }) => part).join(', ');
    return `| \`${name}\` | ${defaultsOf(schemas)} | ${rangeOf(schema)} | ${of} | ${description} |`;
  });
  return ['| setting | default | range | of | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

function schemaOf(setting: z.ZodType): SettingSchema {
  const schema = z.toJSONSchema(setting, { io: 'input' }) as SettingSchema;
  const { data } = setting.safeParse(undefined);
  // What is read from text shows its default after it was read only.
  const isShown = typeof data === 'number' || Array.isArray(data);
  const byDefault = schema.default ?? (isShown ? data : undefined);
  return { ...schema, ...(byDefault !== undefined && { default: byDefault }) };
}

/** The most usual default, and then the parts that have another one. */
function defaultsOf(schemas: readonly (SettingSchema & { readonly part: string })[]): string {
  const partsOf = new Map<string, string[]>();
  for (const schema of schemas) {
    const text = defaultOf(schema);
    partsOf.set(text, [...(partsOf.get(text) ?? []), schema.part]);
  }
  const [usual, ...others] = [...partsOf].sort(([, a], [, b]) => b.length - a.length);
  return [usual?.[0], ...others.map(([text, parts]) => `${parts.join(', ')}: ${text}`)].join('; ');
}

function defaultOf({ byDefault, default: given }: SettingSchema): string {
  if (byDefault !== undefined) return byDefault;
  if (given === undefined) return 'not set';
  const text = Array.isArray(given) ? given.join(',') : String(given);
  return text === '' ? 'empty' : typeof given === 'number' ? text : `\`${text}\``;
}

function rangeOf({ enum: values, minimum, maximum = UNLIMITED }: SettingSchema): string {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(' ');
  if (minimum === undefined) return '';
  return maximum === UNLIMITED ? `${minimum} or more` : `${minimum} to ${maximum}`;
}
