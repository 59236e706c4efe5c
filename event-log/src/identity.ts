import { hash } from 'node:crypto';

const HEX_DIGITS = 12;

/** What an event is known by, for good, and 48 bits of it, spread evenly: two can have the same, so it is looked at. */
export interface Identity {
  readonly text: string;
  readonly hash: number;
}

export function identityOf(event: { source: string; id: string }): Identity {
  // No attribute has a line end.
  const text = `${event.source}\n${event.id}`;
  return { text, hash: hashOf(text) };
}

/** The identity of an event that is given as JSON. */
export function identityOfText(bytes: Buffer): Identity {
  return identityOf(JSON.parse(bytes.toString()) as { source: string; id: string });
}

export function hashOf(text: string): number {
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, HEX_DIGITS), 16);
}
