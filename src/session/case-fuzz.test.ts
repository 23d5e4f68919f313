import { describe, expect, it } from 'vitest';
import { formatAddr, type In6, type InetAddr } from '../base/inet.ts';
import type { IpPacket, Transport } from '../packet/packet.ts';
import { randomOf } from '../testing/random.ts';
import type { StopWhat } from '../trace/stops/stop.ts';
import { type CaseDocument, type CaseEntry, emptyCase, plainKernel } from './case.ts';
import { parseCase } from './parse-case.ts';
import { printCase } from './print-case.ts';

type Random = ReturnType<typeof randomOf>;

const U32 = 2 ** 32;
const sometimes = (random: Random, below: number): number => (random(2) ? random(below) : 0);

function addr(random: Random, v6: boolean): InetAddr {
  const words = [random(U32), sometimes(random, U32), sometimes(random, U32), random(U32)] as unknown as In6;
  return v6 ? words : random(U32);
}

function transport(random: Random, depth: number): Transport {
  const ports = { sport: random(65536), dport: random(65536) };
  const bytes = Uint8Array.from({ length: sometimes(random, 20) }, () => random(256));
  const payloadLength = random(2) ? bytes.length : bytes.length + random(1400);
  const payload = payloadLength > 0 && random(3) === 0 ? null : bytes;
  const nested = depth < 3 && random(2) ? packet(random, depth + 1) : null;
  const tcp = {
    flags: random(256),
    seq: sometimes(random, U32),
    ack: sometimes(random, U32),
    window: random(65536),
  };
  const choices: Transport[] = [
    { kind: 'tcp', ...ports, ...tcp, payloadLength, payload },
    { kind: 'udp', ...ports, payloadLength, payload },
    { kind: 'sctp', ...ports, chunks: Array.from({ length: random(4) }, () => random(256)) },
    { kind: 'icmp', type: random(256), code: random(20), rest: sometimes(random, U32), embedded: nested },
    { kind: 'tunnel', via: (['ipip', 'gre', 'gue'] as const)[random(3)], inner: nested },
    { kind: 'short', ...ports },
    { kind: 'fragment' },
    { kind: 'other' },
  ];
  return choices[random(choices.length)];
}

function packet(random: Random, depth = 0): IpPacket {
  const v6 = random(3) === 0;
  return {
    saddr: addr(random, v6),
    daddr: addr(random, v6),
    protocol: random(256),
    length: random(65536),
    ttl: random(256),
    tos: sometimes(random, 256),
    id: sometimes(random, v6 ? U32 : 65536),
    dontFragment: random(2) === 1,
    moreFragments: random(3) === 0,
    fragmentOffset: sometimes(random, 8192) * 8,
    headerLength: 20 + 4 * random(11),
    transport: transport(random, depth),
  };
}

function entry(random: Random, time: number): CaseEntry {
  if (random(8) === 0) return { kind: 'note', time, text: `what ${random(1000)} "said" # really` };
  if (random(8) === 0) return { kind: 'availmem', time, pages: random(U32) };
  if (random(6) === 0) {
    return {
      kind: 'command',
      time,
      command: { op: 'set-timeout', tcp: random(900), tcpFin: 0, udp: random(300) },
    };
  }
  return {
    kind: 'packet',
    time,
    packet: packet(random),
    hook: ([null, 'LOCAL_IN', 'FORWARD', 'LOCAL_OUT'] as const)[random(4)],
    mark: random(2) ? random(U32) : null,
    seen: random(3) ? null : { addr: addr(random, random(2) === 0), port: random(65536) },
  };
}

function stopWhat(random: Random): StopWhat {
  const words = `said ${random(100)} "so" \\ # really`;
  const of = [null, { label: 'tcp 172.16.0.1:41000', nth: random(3) }, { label: '[fd00::1]:80', nth: 0 }][
    random(3)
  ];
  const choices: StopWhat[] = [
    { kind: 'call', fn: 'ip_vs_conn_new' },
    { kind: 'branch', fn: 'ip_vs_in', condition: words, taken: [null, true, false][random(3)] },
    { kind: 'message', id: '', words, level: random(2) ? random(13) : null },
    { kind: 'message', id: 'bind_dest', words: '', level: random(2) ? random(13) : null },
    {
      kind: 'state',
      from: ['', 'SYN_RECV'][random(2)],
      to: ['', 'C-SENT'][random(2)],
      protocol: (['', 'sctp'] as const)[random(2)],
    },
    { kind: 'verdict', verdict: (['NF_DROP', 'NF_ACCEPT', 'NF_STOLEN'] as const)[random(3)] },
    {
      kind: 'address',
      end: (['any', 'client', 'server'] as const)[random(3)],
      address: formatAddr(addr(random, random(2) === 0)),
    },
    { kind: 'event', event: (['packet', 'timer', 'command', 'note'] as const)[random(4)] },
    { kind: 'write', object: 'dest', field: (['weight', 'svc->destinations'] as const)[random(2)], of },
  ];
  return choices[random(choices.length)];
}

function stops(random: Random): CaseDocument['stops'] {
  const conditions = ['', 'pkt.tcp.syn', 'cp.state == TIME_WAIT || dest.weight == 0'];
  const breaks = Array.from({ length: sometimes(random, 4) }, () => ({
    what: stopWhat(random),
    condition: conditions[random(3)],
    hit: random(2) ? { how: (['at', 'from', 'every'] as const)[random(3)], n: 1 + random(99) } : null,
    name: random(3) ? '' : `name ${random(9)} "x" off`,
    enabled: random(3) > 0,
  }));
  const bookmarks = Array.from({ length: sometimes(random, 3) }, () => ({
    at: { time: sometimes(random, U32), nth: random(4), step: random(60) },
    note: random(2) ? 'note # of "mine"' : '',
  }));
  return { breaks, watches: random(3) ? [] : ['cp.flags & 0x40', 'conn_count'], bookmarks };
}

function document(random: Random): CaseDocument {
  let time = 0;
  const step = [1, 1000, 1e6, 1e9];
  const entries = Array.from({ length: random(12) }, () => {
    time += sometimes(random, 1000) * step[random(4)];
    return entry(random, time);
  });
  const kernel = {
    ...plainKernel('linux-6.12'),
    connRnd: random(2) ? random(U32) : null,
    jiffies: random(2) ? U32 + random(1000) : null,
    uptime: sometimes(random, U32),
    epoch: random(2) ? { sec: random(U32), nsec: random(1e9) } : null,
    rateLimit: [null, true, false][random(3)],
    conntrack: [null, true, false][random(3)],
    vips: random(2) ? [addr(random, false), addr(random, true)] : [],
  };
  return {
    ...emptyCase(),
    title: random(2) ? 'Title # x' : '',
    about: random(2) ? 'one\n\nthree' : '',
    kernel,
    entries,
    stops: stops(random),
  };
}

describe('random cases', () => {
  it('come back from their text as they were', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const wanted = document(randomOf(seed));
      const text = printCase(wanted);
      const { document: read, problems } = parseCase(text);
      expect(problems, `seed ${seed}`).toEqual([]);
      expect(read, `seed ${seed}`).toEqual(wanted);
      expect(printCase(read), `seed ${seed}`).toBe(text);
    }
  });

  it('never make the parser throw when damaged', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = randomOf(seed);
      let text = printCase(document(random));
      for (let i = 0; i < 5; i++) {
        const at = random(text.length + 1);
        const junk = [
          '',
          '\n',
          '"',
          '\\',
          ' ',
          '@',
          '>',
          ':',
          '[',
          '\u0000',
          '9999999999',
          '+',
          '#',
          '=',
          'é',
        ][random(15)];
        text = text.slice(0, at) + junk + text.slice(at + random(4));
      }
      for (const { message, line } of parseCase(text).problems) {
        expect(message).not.toBe('');
        expect(line).toBeGreaterThan(0);
      }
    }
  });
});
