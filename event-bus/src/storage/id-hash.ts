import { hash } from 'node:crypto';

const HEX_DIGITS = 12;

/** What an event is known by, for good. No attribute has a line end. */
export function identityOf(event: { source: string; id: string }): string {
  return `${event.source}\n${event.id}`;
}

/** 48 bits of an identity, spread evenly. Two identities can have the same, so what it leads to is looked at. */
export function hashOf(identity: string): number {
  return Number.parseInt(hash('sha1', identity, 'hex').slice(0, HEX_DIGITS), 16);
}
