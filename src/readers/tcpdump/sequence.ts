import { addrKey } from '../../base/inet.ts';
import { TH_ACK, TH_FIN, TH_SYN } from '../../packet/packet.ts';
import type { Note, ToldIp, ToldTcp } from './told.ts';

/** The two numbers of one direction that the other end's numbers count from. */
interface Direction {
  /** What tcpdump subtracts from this direction's sequence numbers, null = nothing was printed yet. */
  base: number | null;
  /** Where the next segment begins. */
  next: number | null;
}

const u32 = (value: number): number => value >>> 0;

/** Sequence numbers that are this close belong to one stretch of a flow. */
const NEAR = 1 << 22;

const ends = (ip: ToldIp, tcp: ToldTcp): [string, string] => {
  const from = `${addrKey(ip.saddr)}/${tcp.sport}`;
  const to = `${addrKey(ip.daddr)}/${tcp.dport}`;
  return [`${from}>${to}`, `${to}>${from}`];
};

/** All TCP segments of a packet, also of those inside it. */
function* segments(ip: ToldIp): Generator<[ToldIp, ToldTcp]> {
  if (ip.body.kind === 'tcp') yield [ip, ip.body];
  else if ('inner' in ip.body && ip.body.inner) yield* segments(ip.body.inner);
}

/**
 * Tells whether numbers are printed as they are (`-S`): the first segments of a flow always are, so those after them
 * are either close to them or small.
 */
export function printedAbsolute(packets: Iterable<ToldIp>): boolean {
  const seen = new Map<string, number>();
  let votes = 0;
  for (const packet of packets) {
    for (const [ip, tcp] of segments(packet)) {
      const [own, other] = ends(ip, tcp);
      const isFirst = (tcp.flags & TH_SYN) !== 0;
      const known = seen.get(own);
      const answered = seen.get(other);
      if (!isFirst && tcp.ack !== null && answered !== undefined) votes += vote(tcp.ack, answered);
      if (!isFirst && tcp.seq !== null && known !== undefined) votes += vote(tcp.seq, known);
      if (tcp.seq !== null && (isFirst || known === undefined)) seen.set(own, tcp.seq);
    }
  }
  return votes > 0;
}

/** 1 = as they are, -1 = relative, 0 = cannot be told. */
function vote(printed: number, first: number): number {
  const small = printed < NEAR;
  const near = u32(printed - first) < NEAR;
  if (small === near) return printed === 1 && first > 0 ? -1 : 0;
  return near ? 1 : -1;
}

/**
 * Undoes what tcpdump does to sequence numbers (print-tcp.c): the first segment with ACK of a flow, and every SYN, is
 * printed as it is, later ones relative to it. What is not printed follows from the segments before.
 */
export class Sequences {
  private readonly directions = new Map<string, Direction>();

  constructor(
    private readonly absolute: boolean,
    private readonly notes: Set<Note>,
  ) {}

  private direction(key: string): Direction {
    const known = this.directions.get(key);
    if (known) return known;
    const fresh: Direction = { base: null, next: null };
    this.directions.set(key, fresh);
    return fresh;
  }

  resolve(ip: ToldIp, tcp: ToldTcp): { seq: number; ack: number } {
    const [ownKey, otherKey] = ends(ip, tcp);
    const own = this.direction(ownKey);
    const other = this.direction(otherKey);
    const numbers = this.numbers(tcp, own, other);
    const counted = (tcp.payload ?? 0) + (tcp.flags & TH_SYN ? 1 : 0) + (tcp.flags & TH_FIN ? 1 : 0);
    own.next = u32(numbers.seq + counted);
    if (tcp.flags & TH_ACK) other.next ??= numbers.ack;
    return numbers;
  }

  private expected({ next }: Direction): number {
    if (next === null) this.notes.add('sequence');
    return next ?? 0;
  }

  private numbers(tcp: ToldTcp, own: Direction, other: Direction): { seq: number; ack: number } {
    if ((tcp.flags & TH_ACK) === 0) return { seq: tcp.seq ?? this.expected(own), ack: tcp.ack ?? 0 };
    const { base } = own;
    if (base === null || other.base === null || this.absolute || tcp.flags & TH_SYN) {
      const seq = tcp.seq ?? this.expected(own);
      const ack = tcp.ack ?? 0;
      if (own.base === null || tcp.flags & TH_SYN) {
        own.base = seq;
        other.base = u32(ack - 1);
      }
      return { seq, ack };
    }
    const seq = tcp.seq === null ? (own.next ?? base) : u32(base + tcp.seq);
    return { seq, ack: u32(other.base + (tcp.ack ?? 0)) };
  }
}
