/** Reads a stream of events until `text` has come, leaves it, and resolves with all that came. */
export async function readUntil(url: string, text: string): Promise<string> {
  const leave = new AbortController();
  const headers = { Accept: 'text/event-stream' };
  const { ok, status, body } = await fetch(url, { headers, signal: leave.signal });
  if (!ok || body === null) throw new Error(`Expected a stream of ${url}, got ${status}.`);
  let came = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    came += Buffer.from(chunk).toString();
    if (came.includes(text)) break;
  }
  leave.abort();
  return came;
}
