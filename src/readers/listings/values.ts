import { type InetAddr, parseAddr, parseIn6 } from '../../base/inet.ts';
import type { ListedEnd, ListedFigure, ListedFigures } from './listed.ts';

/** Protocols by the names that the kernel gives them in listings (ip_vs_proto.c, `ip_vs_proto_name`). */
const PROTOCOLS: Readonly<Record<string, number>> = {
  IP: 0,
  ICMP: 1,
  TCP: 6,
  UDP: 17,
  SCTP: 132,
  ICMPv6: 58,
};

/** The number of a protocol's name as listings have it, also `IP_47`; null = none. */
export function listedProtocol(name: string): number | null {
  if (Object.hasOwn(PROTOCOLS, name)) return PROTOCOLS[name];
  const number = /^IP_(\d{1,3})$/.exec(name);
  return number && Number(number[1]) < 256 ? Number(number[1]) : null;
}

/** A decimal number of up to 15 digits with an optional sign; null = none. */
export function integer(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

const NAME = /^[A-Za-z0-9_.*?-]{1,255}$/;

/** `10.0.0.1:80`, `[fd00::1]:80`, `www.example.com:http`; null = none of these. */
export function listedEnd(text: string): ListedEnd | null {
  const colon = text.lastIndexOf(':');
  if (colon <= 0 || text.length > 300) return null;
  const port = listedPort(text.slice(colon + 1));
  const addr = listedHost(text.slice(0, colon));
  return addr === null || port === null ? null : { addr, port };
}

function listedHost(text: string): InetAddr | string | null {
  const bracketed = /^\[([^\]]*)\]$/.exec(text);
  if (bracketed) return parseIn6(bracketed[1]) ?? (NAME.test(bracketed[1]) ? bracketed[1] : null);
  return parseAddr(text) ?? (NAME.test(text) ? text : null);
}

function listedPort(text: string): number | string | null {
  if (/^\d+$/.test(text)) return text.length <= 5 && Number(text) <= 65535 ? Number(text) : null;
  return NAME.test(text) ? text : null;
}

/** An address of /proc: eight hex digits, or eight groups of four; null = neither. */
export function procAddress(text: string): InetAddr | null {
  if (/^[0-9A-Fa-f]{8}$/.test(text)) return Number.parseInt(text, 16);
  return /^[0-9A-Fa-f:]{39}$/.test(text) ? parseIn6(text) : null;
}

export function procPort(text: string | undefined): number | null {
  return text !== undefined && /^[0-9A-Fa-f]{4}$/.test(text) ? Number.parseInt(text, 16) : null;
}

/** `C0A80016:0CEA`, `[2620:...:0001]:0050`; null = not written as in /proc. */
export function procEnd(text: string): ListedEnd | null {
  const match = /^(?:([0-9A-F]{8})|\[([0-9a-f:]{39})\]):([0-9A-F]{4})$/.exec(text);
  const addr = match && procAddress(match[1] ?? match[2]);
  return match && addr !== null ? { addr, port: Number.parseInt(match[3], 16) } : null;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `830843K`: rounded down to a unit (ipvsadm.c, `print_largenum`); null = no figure. */
export function listedFigure(text: string | undefined): ListedFigure | null {
  const match = /^(\d{1,20})([KMGT]?)$/.exec(text ?? '');
  return match && { value: Number(match[1]) * UNITS[match[2]], unit: UNITS[match[2]] };
}

/** A figure in hexadecimal, as /proc has it. */
export function hexFigure(text: string | undefined): ListedFigure | null {
  return text !== undefined && /^[0-9A-Fa-f]{1,16}$/.test(text)
    ? { value: Number.parseInt(text, 16), unit: 1 }
    : null;
}

/** Five figures in the order of all listings; null = not five figures. */
export function listedFigures(
  words: readonly string[],
  figure: (text: string | undefined) => ListedFigure | null,
): ListedFigures | null {
  const [conns, inPkts, outPkts, inBytes, outBytes] = words.map(figure);
  if (words.length !== 5 || !conns || !inPkts || !outPkts || !inBytes || !outBytes) return null;
  return { conns, inPkts, outPkts, inBytes, outBytes };
}
