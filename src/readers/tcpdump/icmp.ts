import { type InetAddr, parseAddr } from '../../base/inet.ts';
import { parsePort } from '../../control/endpoint.ts';
import { IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from '../../packet/protocols.ts';
import {
  type Around,
  isRefused,
  type Refused,
  refuse,
  type ToldAbout,
  type ToldBody,
  type ToldIp,
} from './told.ts';

/** Beginnings or parts of tcpdump's words with type and code (print-icmp.c, RFC 792, RFC 1812); the first that fits. */
const WORDS: readonly (readonly [pattern: RegExp, type: number, code: number])[] = [
  [/^echo request/, 8, 0],
  [/^echo reply/, 0, 0],
  [/^net \S+ unreachable - admin/, 3, 9],
  [/^net \S+ unreachable/, 3, 0],
  [/^host \S+ unreachable - admin prohibited filter/, 3, 13],
  [/^host \S+ unreachable - admin/, 3, 10],
  [/^host \S+ unreachable/, 3, 1],
  [/^\S+ protocol \S+ unreachable|^\S+ protocol \S+ port/, 3, 2],
  [/^\S+ (?:tcp|udp|sctp) port \S+ unreachable/, 3, 3],
  [/^\S+ unreachable - need to frag/, 3, 4],
  [/^\S+ unreachable - source route/, 3, 5],
  [/^source quench/, 4, 0],
  [/^redirect \S+ to net/, 5, 0],
  [/^redirect/, 5, 1],
  [/^time exceeded in-transit/, 11, 0],
  [/^ip reassembly time exceeded|^reassembly time exceeded/, 11, 1],
  [/^parameter problem/, 12, 0],
  [/^time stamp query/, 13, 0],
  [/^time stamp reply/, 14, 0],
];
/** The same of ICMPv6 (print-icmp6.c, RFC 4443). */
const WORDS6: readonly (readonly [pattern: RegExp, type: number, code: number])[] = [
  [/^echo request/, 128, 0],
  [/^echo reply/, 129, 0],
  [/^destination unreachable, unreachable route/, 1, 0],
  [/^destination unreachable, unreachable prohibited/, 1, 1],
  [/^destination unreachable, beyond scope/, 1, 2],
  [/^destination unreachable, unreachable address/, 1, 3],
  [/^destination unreachable, unreachable port/, 1, 4],
  [/^packet too big/, 2, 0],
  [/^time exceeded in-transit/, 3, 0],
  [/^time exceeded in-reassembly|^ip reassembly/, 3, 1],
  [/^parameter problem/, 4, 0],
];
const NEIGHBOUR = /^(?:multicast listener|neighbor|router|redirect|MLD|mobile|home agent|inverse)/;

const PROTOCOLS: Readonly<Record<string, number>> = {
  tcp: IPPROTO_TCP,
  udp: IPPROTO_UDP,
  sctp: IPPROTO_SCTP,
};

/** `10.0.0.100 tcp port 80`, `host 10.0.0.100`: what an error says of the packet it is about. */
function aboutOf(text: string): ToldAbout | null {
  const match =
    /(?:^|[\s,|\]])((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{2,39})(?: (tcp|udp|sctp) port ([\w-]{1,40}))?(?:\s|,|$)/.exec(
      text,
    );
  const daddr: InetAddr | null = match && parseAddr(match[1]);
  if (!match || daddr === null) return null;
  return {
    daddr,
    protocol: match[2] === undefined ? null : PROTOCOLS[match[2]],
    dport: match[3] === undefined ? null : parsePort(match[3]),
  };
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

/** The packet inside an error, which `-v` prints behind it. */
function innerOf(text: string, around: Around): ToldIp | null {
  const at = /\s(IP6? )?(?=\((?:tos|hlim|class|flowlabel))/.exec(text);
  if (!at) return null;
  const inner = around.read(text.slice(at.index + at[0].length), around.notes, around.depth + 1);
  return isRefused(inner) ? null : inner;
}

function found(text: string, type: number, code: number, isError: boolean, around: Around): ToldBody {
  const inner = isError ? innerOf(text, around) : null;
  const own = text.slice(0, 300);
  const echo = (numberIn(own, /\bid (\d{1,5})/) * 0x10000 + numberIn(own, /\bseq (\d{1,5})/)) >>> 0;
  const length = /, length (\d{1,6})/.exec(own);
  return {
    kind: 'icmp',
    type,
    code,
    rest: isError ? numberIn(own, /\bmtu (\d{1,5})/) : echo,
    length: length && Number(length[1]),
    about: isError && !inner ? aboutOf(own) : null,
    inner,
  };
}

/** What follows `ICMP `. */
export function readIcmp(text: string, around: Around): ToldBody | Refused {
  const match = WORDS.find(([pattern]) => pattern.test(text));
  if (!match) return refuse('tcpdump-not-understood');
  const isError = [3, 4, 5, 11, 12].includes(match[1]);
  return found(text, match[1], match[2], isError, around);
}

/** What follows `ICMP6, `. */
export function readIcmp6(text: string, around: Around): ToldBody | Refused {
  if (NEIGHBOUR.test(text)) return refuse('tcpdump-neighbour');
  const match = WORDS6.find(([pattern]) => pattern.test(text));
  if (!match) return refuse('tcpdump-not-understood');
  return found(text, match[1], match[2], match[1] < 128, around);
}
