import { describe, expect, it } from 'vitest';
import { addrEqual, formatAddr } from '../base/inet.ts';
import { TEST_FIELDS, type TestPacket, testPacket } from '../testing/expression-fields.ts';
import { randomOf } from '../testing/random.ts';
import { compile } from './compile.ts';
import { complete } from './complete.ts';
import { readsAs } from './reads-as.ts';

type Random = (below: number) => number;

/** An expression as text together with what it must say of a packet. */
interface Example {
  text: string;
  expected(packet: TestPacket): boolean;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)];

const ADDRESSES = [0x0a000064, 0xac100001, 0xac100002, 0xc0a8010b, 0xc0a8010c];
const PORTS = [80, 443, 41000, 41001];
const STATES = ['SYN_RECV', 'ESTABLISHED', 'TIME_WAIT'];
const MESSAGES = ['lookup/in TCP not hit', 'Schedule fwd:M', 'Expires at 60', ''];

function randomPacket(random: Random): TestPacket {
  const tcp = random(3) > 0;
  const port = () => (tcp ? pick(random, PORTS) : null);
  return testPacket({
    src: pick(random, ADDRESSES),
    dst: pick(random, ADDRESSES),
    sport: port(),
    dport: port(),
    flags: tcp ? random(64) : null,
    time: random(20) / 2,
    dest: random(3) > 0 ? { addr: pick(random, ADDRESSES), port: pick(random, PORTS) } : null,
    state: random(3) > 0 ? pick(random, STATES) : null,
    template: random(2) === 0,
    messages: MESSAGES.filter(() => random(2) === 0),
  });
}

const ports = ({ sport, dport }: TestPacket) => [sport, dport].filter((port) => port !== null);

const LEAVES: readonly ((random: Random) => Example)[] = [
  (random) => {
    const port = pick(random, PORTS);
    return {
      text: `tcp.port ${pick(random, ['==', 'eq'])} ${random(2) ? port : `0x${port.toString(16)}`}`,
      expected: (p) => ports(p).includes(port),
    };
  },
  (random) => {
    const port = pick(random, PORTS);
    return { text: `${port} != tcp.port`, expected: (p) => ports(p).length > 0 && !ports(p).includes(port) };
  },
  (random) => {
    const [a, b] = [random(500), random(50_000)];
    return {
      text: `tcp.port in {${a}..${b},443}`,
      expected: (p) => ports(p).some((port) => (port >= a && port <= b) || port === 443),
    };
  },
  (random) => {
    const addr = pick(random, ADDRESSES);
    return {
      text: `ip.addr==${formatAddr(addr)}`,
      expected: (p) => addrEqual(p.src, addr) || addrEqual(p.dst, addr),
    };
  },
  (random) => {
    const addr = pick(random, ADDRESSES);
    const bits = random(33);
    const start = (a: number) => Math.floor(a / 2 ** (32 - bits));
    return {
      text: `ip.src ne ${formatAddr(addr)}/${bits}`,
      expected: (p) => typeof p.src === 'number' && start(p.src) !== start(addr),
    };
  },
  () => ({ text: 'ip.src < ip.dst', expected: (p) => p.src < p.dst }),
  () => ({ text: 'ipvs.dest == ip.dst', expected: (p) => p.dest !== null && addrEqual(p.dest.addr, p.dst) }),
  (random) => {
    const time = random(20) / 2;
    const [op, test] = pick(random, [
      ['<', (a: number) => a < time],
      ['ge', (a: number) => a >= time],
      ['<=', (a: number) => a <= time],
      ['gt', (a: number) => a > time],
    ] as const);
    return { text: `frame.time_relative ${op} ${time}`, expected: (p) => test(p.time) };
  },
  (random) => {
    const bits = random(64);
    const want = random(64);
    return {
      text: `tcp.flags & ${bits} == ${want}`,
      expected: (p) => p.flags !== null && (p.flags & bits) === want,
    };
  },
  (random) => {
    const state = pick(random, STATES);
    return { text: `ipvs.state == ${state.toLowerCase()}`, expected: (p) => p.state === state };
  },
  (random) => {
    const word = pick(random, ['hit', 'FWD', 'expires at', 'zz']);
    return {
      text: `ipvs.message contains "${word}"`,
      expected: (p) => p.messages.some((message) => message.toLowerCase().includes(word.toLowerCase())),
    };
  },
  () => ({ text: 'ipvs.template', expected: (p) => p.template }),
  () => ({ text: 'tcp.flags.syn', expected: (p) => p.flags !== null && (p.flags & 2) !== 0 }),
];

function example(random: Random, depth: number): Example {
  if (depth === 0 || random(4) === 0) return pick(random, LEAVES)(random);
  if (random(4) === 0) {
    const inner = example(random, depth - 1);
    return { text: `${pick(random, ['!', 'not '])}(${inner.text})`, expected: (p) => !inner.expected(p) };
  }
  const [a, b, c] = [example(random, depth - 1), example(random, depth - 1), example(random, depth - 1)];
  if (random(3) === 0) {
    // No brackets around leaves: && must bind closer by itself.
    const [x, y, z] = [0, 0, 0].map(() => pick(random, LEAVES)(random));
    return {
      text: `${x.text} || ${y.text} and ${z.text}`,
      expected: (p) => x.expected(p) || (y.expected(p) && z.expected(p)),
    };
  }
  const and = random(2) === 0;
  return {
    text: `(${a.text})${and ? '&&' : ' or '}( ${b.text} )${and ? ' and ' : '||'}(${c.text})`,
    expected: (p) =>
      and ? a.expected(p) && b.expected(p) && c.expected(p) : a.expected(p) || b.expected(p) || c.expected(p),
  };
}

describe('expressions made at random', () => {
  it('say what a reference says', () => {
    const random = randomOf(11);
    let held = 0;
    for (let n = 0; n < 1500; n++) {
      const { text, expected } = example(random, random(4));
      const compiled = compile(text, TEST_FIELDS);
      if (!compiled.ok) throw new Error(`${text}: ${compiled.problem.message}`);
      for (let m = 0; m < 8; m++) {
        const packet = randomPacket(random);
        const said: boolean = compiled.test(packet);
        if (said !== expected(packet)) expect.fail(`${text} is ${said} of ${JSON.stringify(packet)}`);
        if (said) held++;
      }
    }
    expect(held).toBeGreaterThan(2000);
    expect(held).toBeLessThan(10_000);
  });

  it('never throw when they are broken, and place the problem inside the text', () => {
    const random = randomOf(12);
    const pieces =
      '== != < && || ! & ( ) { } , in contains not and "a" \' " \\ 10.0.0.0/8 ::1 [::1]:80 80..90 -1 0x tcp.port ip.addr ipvs.state SA -> = ~ | \u{1f600} \u0000 a.b 1e9 .. / : .'.split(
        ' ',
      );
    const packet = testPacket();
    for (let n = 0; n < 20_000; n++) {
      const text =
        random(3) === 0
          ? Array.from({ length: random(30) }, () =>
              String.fromCharCode(random(random(2) ? 128 : 65536)),
            ).join('')
          : Array.from({ length: random(12) }, () => pick(random, pieces)).join(random(2) ? ' ' : '');
      const compiled = compile(text, TEST_FIELDS);
      readsAs(text, TEST_FIELDS);
      const caret = random(text.length + 1);
      const { from, to } = complete(text, caret, TEST_FIELDS);
      if (!(0 <= from && from <= caret && caret <= to && to <= text.length))
        expect.fail(`${text}: ${from} to ${to}`);
      if (compiled.ok) compiled.test(packet);
      else {
        const { problem } = compiled;
        if (!(0 <= problem.from && problem.from <= problem.to && problem.to <= text.length))
          expect.fail(`${text}: problem at ${problem.from} to ${problem.to}`);
        expect(problem.message).toMatch(/\.$/);
      }
    }
  });
});
