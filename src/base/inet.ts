/**
 * Internet addresses as values.
 *
 * An IPv4 address is one number: the 32 bits read in network order (10.0.0.1 = 0x0a000001). An IPv6
 * address is four such words, first word first. Equality is by value: use {@link addrEqual}.
 */
export type In6 = readonly [number, number, number, number];
export type InetAddr = number | In6;

/** Address families under the numbers that Linux gives them. */
export const AF_INET = 2;
export const AF_INET6 = 10;
export type AddressFamily = typeof AF_INET | typeof AF_INET6;

export function familyOf(addr: InetAddr): AddressFamily {
  return typeof addr === 'number' ? AF_INET : AF_INET6;
}

export function addrEqual(a: InetAddr, b: InetAddr): boolean {
  if (a === b) return true;
  if (typeof a === 'number' || typeof b === 'number') return false;
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}

/** A key for Map and Set: the number itself for IPv4, text for IPv6. */
export function addrKey(a: InetAddr): number | string {
  return typeof a === 'number' ? a : a.join(':');
}

export function formatIn4(a: number): string {
  return `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`;
}

function groupsOf(a: In6): number[] {
  const groups: number[] = [];
  for (const word of a) groups.push(word >>> 16, word & 0xffff);
  return groups;
}

/** All eight groups with four digits each, as the kernel's `%pI6` prints. */
export function formatIn6Full(a: In6): string {
  return groupsOf(a)
    .map((group) => group.toString(16).padStart(4, '0'))
    .join(':');
}

/** The first longest run of at least two zero groups: [start, length]. */
function longestZeroRun(groups: readonly number[]): [number, number] {
  let best: [number, number] = [-1, 1];
  for (let i = 0; i < groups.length; i++) {
    let n = 0;
    while (i + n < groups.length && groups[i + n] === 0) n++;
    if (n > best[1]) best = [i, n];
    i += n;
  }
  return best;
}

/** RFC 5952 text, as the kernel's `%pI6c` prints (IPv4-mapped addresses end in dotted form). */
export function formatIn6(a: In6): string {
  if (a[0] === 0 && a[1] === 0 && a[2] === 0xffff) return `::ffff:${formatIn4(a[3])}`;
  const groups = groupsOf(a);
  const [start, length] = longestZeroRun(groups);
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

export function formatAddr(a: InetAddr): string {
  return typeof a === 'number' ? formatIn4(a) : formatIn6(a);
}

/** `10.0.0.1:80` or `[fd00::1]:80`, as ipvsadm and the kernel log write an endpoint. */
export function formatEndpoint(a: InetAddr, port: number): string {
  return typeof a === 'number' ? `${formatIn4(a)}:${port}` : `[${formatIn6(a)}]:${port}`;
}

/** Four decimal bytes of one to three digits. Without a regular expression: logs hold millions of them. */
export function parseIn4(text: string): number | null {
  let value = 0;
  let byte = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 48 && c <= 57 && digits < 3) {
      byte = byte * 10 + c - 48;
      digits++;
    } else if (c === 46 && digits > 0 && byte < 256 && dots < 3) {
      value = value * 256 + byte;
      byte = 0;
      digits = 0;
      dots++;
    } else return null;
  }
  return dots === 3 && digits > 0 && byte < 256 ? value * 256 + byte : null;
}

function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = index === parts.length - 1 ? parseIn4(part) : null;
      if (v4 === null) return null;
      groups.push(v4 >>> 16, v4 & 0xffff);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

/** RFC 4291 text forms, without brackets and without a zone. */
export function parseIn6(text: string): In6 | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0]);
  const tail = halves.length === 2 ? parseGroups(halves[1]) : [];
  if (!head || !tail) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const g = [...head, ...new Array<number>(Math.max(0, missing)).fill(0), ...tail];
  const word = (i: number): number => g[i] * 0x10000 + g[i + 1];
  return [word(0), word(2), word(4), word(6)];
}

export function parseAddr(text: string): InetAddr | null {
  return text.includes(':') ? parseIn6(text) : parseIn4(text);
}

/** `10.0.0.1:80`, `[fd00::1]:80`; without a port the port is 0. */
export function parseEndpoint(text: string): { addr: InetAddr; port: number } | null {
  const match = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? /^([0-9.]+)(?::(\d{1,5}))?$/.exec(text);
  const addr = match && parseAddr(match[1]);
  if (match && addr !== null) {
    const port = match[2] === undefined ? 0 : Number(match[2]);
    return port > 65535 ? null : { addr, port };
  }
  const bare = parseIn6(text);
  return bare && { addr: bare, port: 0 };
}
