import { plainLine } from '@blog/contracts/describe-event';

/** How much text is shown around a match, in characters. */
const BEFORE_CHARACTERS = 24;
const SHOWN_CHARACTERS_MAX = 100;

/** A range in UTF-16 units; `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Non-overlapping matches of one text in another, ignoring case in the same way as the bus. */
export function placesOf(wanted: string, text: string): readonly Place[] {
  const needle = foldCase(wanted);
  if (needle === '') return [];
  // For each unit of the folded text: start and end of the original character.
  const origins: Place[] = [];
  let folded = '';
  let at = 0;
  for (const character of text) {
    const end = at + character.length;
    const part = foldCase(character);
    for (let unit = 0; unit < part.length; unit += 1) origins.push({ start: at, end });
    folded += part;
    at = end;
  }
  const places: Place[] = [];
  for (
    let found = folded.indexOf(needle);
    found >= 0;
    found = folded.indexOf(needle, found + needle.length)
  ) {
    const { start } = origins[found] as Place;
    const { end } = origins[found + needle.length - 1] as Place;
    if (start >= (places.at(-1)?.end ?? 0)) places.push({ start, end });
  }
  return places;
}

/** The first string value of an event that contains the text: its name, and one line of text around the match. */
export function contextOf(wanted: string, event: object): { name: string; line: string } | undefined {
  const waiting: { name: string; value: unknown }[] = [{ name: 'event', value: event }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, value } = next;
    if (typeof value === 'string') {
      const [place] = placesOf(wanted, value);
      if (place === undefined) continue;
      const start = Math.max(0, place.start - BEFORE_CHARACTERS);
      const line = plainLine(value.slice(start), SHOWN_CHARACTERS_MAX);
      return { name, line: start > 0 ? `…${line}` : line };
    }
    if (typeof value !== 'object' || value === null) continue;
    const isList = Array.isArray(value);
    const members = Object.entries(value).map(([key, inner]) => ({
      name: isList ? name : key,
      value: inner,
    }));
    for (const member of members.reverse()) waiting.push(member);
  }
  return undefined;
}

/** Lower case, folded so that no character depends on its neighbours. */
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
