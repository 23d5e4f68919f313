import { formatAddr, formatEndpoint, type InetAddr } from '../base/inet.ts';
import { address_word, type conn_key, type conn_tab, pe_data_bytes } from '../kernel/ipvs/conn_tab.ts';
import { ip_vs_proto_name } from '../kernel/ipvs/ip_vs_proto.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import { swab16, swab32 } from '../kernel/lib/jhash.ts';
import {
  type JhashTrace,
  type NamedWord,
  trace_jhash,
  trace_jhash_3words,
  trace_jhash_3words_lookup2,
} from '../kernel/lib/jhash-trace.ts';
import type { HashView } from '../trace/table-views.ts';

/** How the kernel computes the bucket of a key: ip_vs_conn_hashkey and ip_vs_conn_hashkey_param, in words and step by step. */

/** What of a table takes part in the hash; the same at all moments. */
export type HashedTable = Pick<conn_tab, 'hash' | 'size' | 'mask' | 'rnd' | 'xor'>;

/** What computing a bucket needs of a machine, without its entries. */
export function hashedTable(params: MachineParams): HashedTable {
  const size = 2 ** params.conn_tab_bits;
  const { profile, conn_rnd, netns_hash_xor } = params;
  return { hash: profile.hash, size, mask: size - 1, rnd: conn_rnd, xor: netns_hash_xor };
}

const hex = (word: number, digits: number): string => `0x${(word >>> 0).toString(16).padStart(digits, '0')}`;
const hex32 = (word: number): string => hex(word, 8);
const hexBytes = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Bytes of memory that hold little-endian words. */
function memory(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [at, word] of words.entries()) view.setUint32(at * 4, word, true);
  return bytes;
}

function wordsOf(addr: InetAddr): number[] {
  return typeof addr === 'number' ? [swab32(addr)] : addr.map(swab32);
}

/** `TCP 172.16.0.1:41000`, `SIP Call-ID of 21 bytes`. */
export function keyText({ protocol, caddr, cport, pe_data }: conn_key): string {
  if (pe_data !== null) return `Call-ID ${pe_data}`;
  return `${ip_vs_proto_name(protocol)} ${formatEndpoint(caddr, cport)}`;
}

type HashFunction = HashView['functions'][number];

function functionOf(name: string, { blocks, hash }: JhashTrace): HashFunction {
  return { name, blocks, result: hex32(hash) };
}

function bucketDigits(tab: HashedTable): number {
  return Math.max(3, Math.ceil(Math.log2(tab.size) / 4));
}

function maskRow(tab: HashedTable, bucket: number): HashView['rows'][number] {
  return { label: 'mask', value: `& ${hex(tab.mask, 0)}`, word: hex(bucket, bucketDigits(tab)) };
}

/** The arithmetic for one key. */
export function hashView(tab: HashedTable, key: conn_key): HashView {
  return key.pe_data === null ? clientHash(tab, key) : engineHash(tab, key, key.pe_data);
}

function clientHash(tab: HashedTable, key: conn_key): HashView {
  const { protocol, caddr, cport } = key;
  const isV6 = typeof caddr !== 'number';
  const first = address_word(caddr, tab.rnd);
  const port = swab16(cport);
  const names = [isV6 ? 'addr_fold' : 'caddr', 'cport', 'proto'];
  const words = [first, port, protocol].map((word, at): NamedWord => ({ name: names[at], word }));
  const trace = tab.hash === 'lookup2' ? trace_jhash_3words_lookup2 : trace_jhash_3words;
  const hash = trace([words[0], words[1], words[2]], tab.rnd);
  const mixed = (hash.hash ^ tab.xor) >>> 0;
  const bucket = (mixed & tab.mask) >>> 0;
  const address = wordsOf(caddr);
  const folded = isV6 ? [functionOf('jhash(caddr, 16)', trace_jhash(memory(address), tab.rnd))] : [];
  return {
    of: keyText(key),
    rows: [
      { label: isV6 ? 'jhash(caddr, 16)' : 'caddr', value: formatAddr(caddr), word: hex32(first) },
      {
        label: 'cport, proto',
        value: `${cport}, ${ip_vs_proto_name(protocol)}`,
        word: `${hex32(port)}, ${hex32(protocol)}`,
      },
      { label: 'jhash_3words', value: `seed ${hex32(tab.rnd)}`, word: hex32(hash.hash) },
      { label: 'xor', value: `netns ${hex(tab.xor, 0)}`, word: hex32(mixed) },
      maskRow(tab, bucket),
    ],
    input: [
      {
        name: 'caddr',
        value: formatAddr(caddr),
        bytes: hexBytes(memory(address)),
        words: address.map(hex32).join(' '),
      },
      { name: 'cport', value: String(cport), bytes: hexBytes([cport >> 8, cport & 255]), words: hex32(port) },
      { name: 'proto', value: `${ip_vs_proto_name(protocol)}, a number`, bytes: '', words: hex32(protocol) },
    ],
    functions: [...folded, functionOf('jhash_3words', hash)],
    end: [
      { text: `${hex32(hash.hash)} ^ ${hex(tab.xor, 0)}, the namespace`, word: hex32(mixed) },
      {
        text: `${hex32(mixed)} & ${hex(tab.mask, 0)}, the size less one`,
        word: hex(bucket, bucketDigits(tab)),
      },
    ],
    bucket,
  };
}

/** What a persistence engine found is hashed as bytes; neither the namespace nor the client's address comes in. */
function engineHash(tab: HashedTable, key: conn_key, pe_data: string): HashView {
  const bytes = pe_data_bytes(pe_data);
  const hash = trace_jhash(bytes, tab.rnd);
  const bucket = (hash.hash & tab.mask) >>> 0;
  return {
    of: keyText(key),
    rows: [
      { label: 'pe_data', value: pe_data, word: `${bytes.length} bytes` },
      { label: 'jhash', value: `seed ${hex32(tab.rnd)}`, word: hex32(hash.hash) },
      maskRow(tab, bucket),
    ],
    input: [{ name: 'pe_data', value: pe_data, bytes: hexBytes(bytes), words: '' }],
    functions: [functionOf(`jhash(pe_data, ${bytes.length})`, hash)],
    end: [
      {
        text: `${hex32(hash.hash)} & ${hex(tab.mask, 0)}, the size less one`,
        word: hex(bucket, bucketDigits(tab)),
      },
    ],
    bucket,
  };
}
