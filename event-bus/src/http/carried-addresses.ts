import { isIPv6 } from 'node:net';

const GROUPS = 8;

/** How addresses of IPv6 look, by their groups, that lead to one of IPv4, and where they have it. */
const CARRIERS: readonly { prefix: readonly number[]; at: number; isInverted?: boolean }[] = [
  // IPv4-mapped (RFC 4291), IPv4-translated (SIIT, RFC 2765) and IPv4-compatible.
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  { prefix: [0, 0, 0, 0, 0, 0], at: 6 },
  // NAT64 (RFC 6052), and the usual one of the networks of one's own (RFC 8215).
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 1, 0, 0, 0], at: 6 },
  // 6to4 (RFC 3056).
  { prefix: [0x2002], at: 1 },
  // Teredo (RFC 4380): its server, and its client.
  { prefix: [0x2001, 0], at: 2 },
  { prefix: [0x2001, 0], at: 6, isInverted: true },
];
/** Before the address in the last two groups of an ISATAP one (RFC 5214), whatever its network. */
const ISATAP: readonly (readonly [number, number])[] = [
  [0, 0x5efe],
  [0x200, 0x5efe],
];

/** The addresses of IPv4 that one of IPv6 carries, since something on the way may send there what is sent to it. */
export function carriedAddresses(address: string): string[] {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return [];
  const groups = groupsOf(plain);
  // Nameless, and loopback: not compatible with 0.0.0.0 and 0.0.0.1.
  if (groups.slice(0, GROUPS - 1).every((group) => group === 0) && (groups[GROUPS - 1] ?? 0) <= 1) return [];
  const found = CARRIERS.filter(({ prefix }) => prefix.every((group, index) => groups[index] === group));
  const carried = found.map(({ at, isInverted }) => dotted(groups, at, isInverted ? 0xffff : 0));
  const isIsatap = ISATAP.some(([first, second]) => groups[4] === first && groups[5] === second);
  return isIsatap ? [...carried, dotted(groups, 6, 0)] : carried;
}

function groupsOf(address: string): number[] {
  // In its shortest form, and without dots.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [start = [], end = []] = canonical
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))));
  return [...start, ...Array<number>(GROUPS - start.length - end.length).fill(0), ...end];
}

function dotted(groups: readonly number[], at: number, mask: number): string {
  const pair = [groups[at] ?? 0, groups[at + 1] ?? 0].map((group) => group ^ mask);
  return pair.flatMap((group) => [group >> 8, group & 0xff]).join('.');
}
