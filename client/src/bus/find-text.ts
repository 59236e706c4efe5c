import { plainLine } from '@blog/contracts/describe-event';

/** What is shown of a text around the place where something was found, in characters. */
const BEFORE_CHARACTERS = 24;
const SHOWN_CHARACTERS_MAX = 100;

/** From `start` up to, not including, `end`, in UTF-16 units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where a text stands in another, whatever the case of letters, as the bus compares them; places do not overlap. */
export function placesOf(wanted: string, text: string): readonly Place[] {
  const needle = foldCase(wanted);
  if (needle === '') return [];
  // Of each unit of the folded text: where the character that it comes from begins and ends.
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

/** The first string value of an event in which a text stands: what it is called, and a line of what is around the place. */
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

/** Lower case in which no character depends on its neighbours. */
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
