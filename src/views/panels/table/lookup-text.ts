import { formatAddr, parseEndpoint } from '../../../base/inet.ts';
import type { TupleQuery } from '../../../engine/protocol/case-api.ts';

export type Lookup =
  | { kind: 'bucket'; bucket: number }
  | { kind: 'tuple'; tuple: TupleQuery }
  /** What is wrong and what would be right, in one sentence. */
  | { kind: 'problem'; message: string };

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const EXAMPLE =
  'Write 172.16.0.1:41000, udp [fd00::1]:53, 172.16.0.1 template, 172.16.0.1 fwmark, call-id a1@host, or a bucket like 0x3a7.';

/**
 * Reads what someone types to find a bucket: `0x3a7`, `172.16.0.1:41000`, `[fd00::1]:41000`,
 * `udp 172.16.0.1:53 > 10.0.0.100:53`, `172.16.0.1 template`, `172.16.0.1 fwmark` (the template of a firewall mark, which has
 * no protocol), `call-id a1@host` (what the persistence engine of SIP finds). `size` is the number of buckets.
 */
export function parseLookup(text: string, size: number): Lookup {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '>' && word !== '->' && word.toLowerCase() !== 'bucket');
  if (words.length === 0 || words[0] === '') return problem(EXAMPLE);
  if (words.length === 1 && /^(0x[0-9a-f]+|\d+)$/i.test(words[0])) return bucketOf(words[0], size);
  if (/^(call-id|pe|sip)$/i.test(words[0]) && words.length === 2) return callOf(words[1]);
  return tupleOf(words);
}

function tupleOf(words: readonly string[]): Lookup {
  const named = PROTOCOLS.find((name) => name === words[0].toUpperCase());
  const has = (flag: string) => words.some((word) => word.toLowerCase() === flag);
  const rest = (named ? words.slice(1) : words).filter((word) => !/^(template|fwmark)$/i.test(word));
  const [client, virtual, tooMuch] = rest;
  if (client === undefined || tooMuch !== undefined) return problem(EXAMPLE);
  const from = parseEndpoint(client);
  if (!from) return problem(`${client} is not an address and port. ${EXAMPLE}`);
  const to = virtual === undefined ? null : parseEndpoint(virtual);
  if (virtual !== undefined && !to) return problem(`${virtual} is not an address and port. ${EXAMPLE}`);
  return {
    kind: 'tuple',
    tuple: {
      protocol: has('fwmark') ? 'IP' : (named ?? 'TCP'),
      caddr: formatAddr(from.addr),
      cport: has('template') || has('fwmark') ? 0 : from.port,
      vaddr: to ? formatAddr(to.addr) : '',
      vport: to?.port ?? 0,
    },
  };
}

/** The key alone is hashed; the address stands for any. */
function callOf(key: string): Lookup {
  const text = key.replace(/^"(.*)"$/, '$1');
  return {
    kind: 'tuple',
    tuple: { protocol: 'UDP', caddr: '0.0.0.0', cport: 0, vaddr: '', vport: 0, key: text },
  };
}

function bucketOf(word: string, size: number): Lookup {
  const bucket = Number(word);
  if (bucket < size) return { kind: 'bucket', bucket };
  return problem(
    `${word} is not a bucket: the last of ${size.toLocaleString('en')} is 0x${(size - 1).toString(16)}.`,
  );
}

function problem(message: string): Lookup {
  return { kind: 'problem', message };
}
