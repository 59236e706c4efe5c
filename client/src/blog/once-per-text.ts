import { drafts } from './drafts';

const KEY_BYTES = 16;

interface Sent {
  readonly text: string;
  readonly key: string;
}

/**
 * Sends a text with an Idempotency-Key that stays the same until the text is accepted: if the answer is lost or cut off by
 * a reload, the text can be sent again without creating a duplicate. Once accepted, the same text gets a new key. `what`
 * names where the text goes.
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

/** Not `randomUUID`, which browsers offer only over https and on localhost. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
