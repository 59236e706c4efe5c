const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
/** RFC 9110, 8.3.1. */
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?:[ \\t]*;[ \\t]*(?:${TOKEN}=(?:${TOKEN}|${QUOTED}))?)*[ \\t]*$`,
);
const CHARSET = /;[ \t]*charset="?([^"\s;]+)/i;
/** A type of JSON data (CloudEvents JSON format 1.0.2, 3.1). */
const JSON_TYPE = /^[^/]+\/(?:json|[^/]+\+json)$/;

/** Whether a text is a media type with its parameters, as `datacontenttype` and Content-Type are. */
export function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text);
}

/** Whether what has this type is a JSON text. `essence` is the type without parameters, in lower case. */
export function isJsonType(essence: string): boolean {
  return JSON_TYPE.test(essence);
}

/** A media type without its parameters, and its charset; both in lower case, `charset` undefined if there is none. */
export function splitMediaType(text: string): { essence: string; charset: string | undefined } {
  const [essence = ''] = text.split(';', 1);
  return { essence: essence.trim().toLowerCase(), charset: CHARSET.exec(text)?.[1]?.toLowerCase() };
}
