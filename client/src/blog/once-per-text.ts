import { drafts } from './drafts';

const KEY_BYTES = 16;

interface Sent {
  readonly text: string;
  readonly key: string;
}

/**
 * Sends a text with an Idempotency-Key, the same until it is accepted: one whose answer got lost, or was cut off by a reload,
 * can be sent again and is made once. The same text again, once it was accepted, is another. `what` names the place it goes to.
 */
export async function oncePerText<Made>(
  what: string,
  text: string,
  send: (key: string) => Promise<Made>,
): Promise<Made> {
  const name = `key of ${what}`;
  const before = JSON.parse(drafts.get(name) ?? 'null') as Sent | null;
  const key = before?.text === text ? before.key : newKey();
  drafts.set(name, JSON.stringify({ text, key } satisfies Sent));
  const made = await send(key);
  drafts.set(name, undefined);
  return made;
}

/** Not `randomUUID`, which pages have only by https and on localhost. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
