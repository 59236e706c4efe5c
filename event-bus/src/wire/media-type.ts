const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
/** RFC 9110, 8.3.1. */
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?:[ \\t]*;[ \\t]*(?:${TOKEN}=(?:${TOKEN}|${QUOTED}))?)*[ \\t]*$`,
);
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
