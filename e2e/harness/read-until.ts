/** Reads an event stream until `text` has arrived and closes it; resolves with everything received. */
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
