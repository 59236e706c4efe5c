import { hash } from 'node:crypto';

const HEX_DIGITS = 12;

/** What identifies an event permanently, and a uniform 48-bit hash of it. Hashes can collide, so compare the texts. */
export interface Identity {
  readonly text: string;
  readonly hash: number;
}

export function identityOf(event: { source: string; id: string }): Identity {
  // Unambiguous: no attribute contains a newline.
  const text = `${event.source}\n${event.id}`;
  return { text, hash: hashOf(text) };
}

/** The identity of an event given as JSON. */
export function identityOfText(bytes: Buffer): Identity {
  return identityOf(JSON.parse(bytes.toString()) as { source: string; id: string });
}

export function hashOf(text: string): number {
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, HEX_DIGITS), 16);
}
