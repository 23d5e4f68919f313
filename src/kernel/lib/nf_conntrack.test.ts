import { describe, expect, it } from 'vitest';
import { Director, tcp } from '../../testing/director.ts';
import { NF_INET_FORWARD } from './netfilter.ts';
import { IPS_ASSURED, type nf_conn } from './nf_conntrack.ts';
import { SCTP_STATE_NAMES } from './nf_conntrack_proto_sctp.ts';
import { TCP_STATE_NAMES } from './nf_conntrack_proto_tcp.ts';
import { nf_ct_invert_tuple, tuple_bucket } from './nf_conntrack_tuple.ts';

/** A router without services: what passes is tracked, nothing else happens. */
const router = (): Director => new Director({ conntrack: true });

function only({ ipvs }: Director): nf_conn | null {
  const all = new Set(ipvs.nf_conntrack_hash.flat());
  expect(all.size).toBeLessThan(2);
  return [...all][0] ?? null;
}

/** Segments as `> S` from the client and `< SA` from the server; the states behind each. */
function states(director: Director, segments: string): string[] {
  return segments.split(', ').map((segment) => {
    const [way, flags] = segment.split(' ');
    const [source, destination] = way === '>' ? ['10.1.0.1', '10.2.0.1'] : ['10.2.0.1', '10.1.0.1'];
    const [sport, dport] = way === '>' ? [4000, 80] : [80, 4000];
    director.packet(source, destination, tcp(sport, dport, flags), {}, NF_INET_FORWARD);
    const ct = only(director);
    return ct ? TCP_STATE_NAMES[ct.state] : '-';
  });
}

describe('TCP', () => {
  it.each([
    ['> S, < SA, > A', 'SYN_SENT SYN_RECV ESTABLISHED'],
    [
      '> S, < SA, > A, > FA, < A, < FA, > A',
      'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT',
    ],
    ['> S, < SA, > A, < FA, > FA, < A', 'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT LAST_ACK TIME_WAIT'],
    ['> S, < SA, > A, > R', 'SYN_SENT SYN_RECV ESTABLISHED CLOSE'],
    ['> S, > R', 'SYN_SENT -'],
    ['> S, < RA', 'SYN_SENT -'],
    ['> S, > A', 'SYN_SENT SYN_SENT'],
    ['> S, < S, > SA', 'SYN_SENT SYN_SENT2 SYN_RECV'],
    ['> A, < A', 'ESTABLISHED ESTABLISHED'],
    ['> SA', '-'],
    ['> SF', '-'],
    ['> R', '-'],
  ])('%s', (segments, expected) => {
    expect(states(router(), segments).join(' ')).toBe(expected);
  });

  it('is opened again by a SYN after a close or an abort, with a conntrack of its own', () => {
    for (const end of ['> FA, < FA, > A', '> R']) {
      const director = router();
      states(director, `> S, < SA, > A, ${end}`);
      const before = only(director);
      expect(before?.status ?? 0).toBe(IPS_ASSURED | 0xa);
      expect(states(director, '> S')).toEqual(['SYN_SENT']);
      expect(only(director)).not.toBe(before);
    }
  });

  it('keeps its conntrack when the server has reset it', () => {
    const director = router();
    states(director, '> S, < SA, > A, < R');
    const before = only(director);
    expect(states(director, '> S')).toEqual(['CLOSE']);
    expect(only(director)).toBe(before);
  });

  it('ignores a SYN inside a connection, and does not take the answer to it for the last ACK', () => {
    const director = router();
    expect(states(director, '> S, < SA, > A, > FA, < FA, > S, < A, < A').slice(4)).toEqual([
      'LAST_ACK',
      'LAST_ACK',
      'LAST_ACK',
      'TIME_WAIT',
    ]);
  });

  it('does not live longer by repeated SYNs', () => {
    const director = router();
    states(director, '> S');
    const ends = only(director)?.timeout;
    director.wait(60);
    states(director, '> S');
    expect(only(director)?.timeout).toBe(ends);
    director.wait(60);
    const before = only(director);
    states(director, '> S');
    expect(only(director)).not.toBe(before);
  });
});

describe('SCTP', () => {
  it('is set up and shut down', () => {
    const director = router();
    const seen = [
      ['>', 1],
      ['<', 2],
      ['>', 10],
      ['<', 11],
      ['>', 7],
      ['<', 8],
      ['>', 14],
    ] as const;
    const names = seen.map(([way, chunk]) => {
      const [source, destination] = way === '>' ? ['10.1.0.1', '10.2.0.1'] : ['10.2.0.1', '10.1.0.1'];
      const [sport, dport] = way === '>' ? [4000, 80] : [80, 4000];
      const transport = { kind: 'sctp', sport, dport, chunks: [chunk] } as const;
      director.packet(source, destination, transport, {}, NF_INET_FORWARD);
      return SCTP_STATE_NAMES[only(director)?.state ?? 0];
    });
    expect(names.join(' ')).toBe(
      'CLOSED COOKIE_WAIT COOKIE_ECHOED ESTABLISHED SHUTDOWN_SENT SHUTDOWN_ACK_SENT CLOSED',
    );
  });
});

describe('tuples', () => {
  it('are inverted by ports, or by the kind of an ICMP message', () => {
    const tcp_tuple = { src: 1, src_all: 10, dst: 2, dst_all: 20, protonum: 6 };
    expect(nf_ct_invert_tuple(tcp_tuple)).toEqual({ src: 2, src_all: 20, dst: 1, dst_all: 10, protonum: 6 });
    const ping = { src: 1, src_all: 77, dst: 2, dst_all: 8 << 8, protonum: 1 };
    expect(nf_ct_invert_tuple(ping)).toEqual({ src: 2, src_all: 77, dst: 1, dst_all: 0, protonum: 1 });
    expect(nf_ct_invert_tuple({ ...ping, dst_all: 9 << 8 })).toBeNull();
  });

  it('spread over the table', () => {
    const buckets = new Set<number>();
    for (let port = 0; port < 1024; port++) {
      buckets.add(
        tuple_bucket({ src: 0x0a000001, src_all: 1024 + port, dst: 1, dst_all: 80, protonum: 6 }, 1024),
      );
    }
    expect(buckets.size).toBeGreaterThan(512);
  });
});
