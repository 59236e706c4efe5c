/** A table's key as a key of a bucket: the table's name and each part, text in base64url, numbers unchanged. */
export function encodeKey(table: string, key: string | number | (string | number)[]): string {
  const parts = [key].flat() as (string | number)[];
  return [table, ...parts.map((part) => (typeof part === 'number' ? `${part}` : encodeText(part)))].join('.');
}

/** The reverse of `encodeKey`: the table, and the key, an array if it has several parts. */
export function decodeKey(text: string): { table: string; key: string | number | (string | number)[] } {
  const [table = '', ...encoded] = text.split('.');
  const parts = encoded.map((part) => (part.startsWith('=') ? decodeText(part) : Number(part)));
  return { table, key: parts.length === 1 ? (parts[0] as string | number) : parts };
}

// NATS allows "=" in a key, and base64url has none, so it tells text from a number; and no part is empty.
const encodeText = (text: string) => `=${Buffer.from(text).toString('base64url')}`;

const decodeText = (part: string) => Buffer.from(part.slice(1), 'base64url').toString();
