const CHARSET = /;[ \t]*charset="?([^"\s;]+)/i;

/** A media type without its parameters, and its charset; both in lower case, `charset` undefined if there is none. */
export function splitMediaType(text: string): { essence: string; charset: string | undefined } {
  const [essence = ''] = text.split(';', 1);
  return { essence: essence.trim().toLowerCase(), charset: CHARSET.exec(text)?.[1]?.toLowerCase() };
}
