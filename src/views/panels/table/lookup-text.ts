import { formatAddr, parseEndpoint } from '../../../base/inet.ts';
import type { TupleQuery } from '../../../engine/protocol/case-api.ts';

export type Lookup =
  | { kind: 'bucket'; bucket: number }
  | { kind: 'tuple'; tuple: TupleQuery }
  /** What is wrong and what would be right, in one sentence. */
  | { kind: 'problem'; message: string };

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const EXAMPLE = 'Write 172.16.0.1:41000, 172.16.0.1:0 for a template, or a bucket like 0x3a7.';

/**
 * Reads what someone types to find a bucket: `0x3a7`, `172.16.0.1:41000`, `[fd00::1]:41000`,
 * `udp 172.16.0.1:53 > 10.0.0.100:53`, `172.16.0.1 template`. `size` is the number of buckets.
 */
export function parseLookup(text: string, size: number): Lookup {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '>' && word !== '->' && word.toLowerCase() !== 'bucket');
  if (words.length === 0 || words[0] === '') return problem(EXAMPLE);
  if (words.length === 1 && /^(0x[0-9a-f]+|\d+)$/i.test(words[0])) return bucketOf(words[0], size);
  const named = PROTOCOLS.find((name) => name === words[0].toUpperCase());
  const rest = (named ? words.slice(1) : words).filter((word) => word.toLowerCase() !== 'template');
  const isTemplate = words.some((word) => word.toLowerCase() === 'template');
  const [client, virtual, tooMuch] = rest;
  if (client === undefined || tooMuch !== undefined) return problem(EXAMPLE);
  const from = parseEndpoint(client);
  if (!from) return problem(`${client} is not an address and port. ${EXAMPLE}`);
  const to = virtual === undefined ? null : parseEndpoint(virtual);
  if (virtual !== undefined && !to) return problem(`${virtual} is not an address and port. ${EXAMPLE}`);
  return {
    kind: 'tuple',
    tuple: {
      protocol: named ?? 'TCP',
      caddr: formatAddr(from.addr),
      cport: isTemplate ? 0 : from.port,
      vaddr: to ? formatAddr(to.addr) : '',
      vport: to?.port ?? 0,
    },
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
