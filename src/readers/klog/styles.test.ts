import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { recordedText } from '../../testing/recorded.ts';
import { readLogBytes } from './reader.ts';
import type { LogStore } from './store.ts';

interface Line {
  /** Microseconds. */
  us: number;
  text: string;
}

const BOOT_MS = Date.UTC(2020, 10, 10, 11, 0, 0);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (n: number): string => String(n).padStart(2, '0');
const six = (us: number): string => String(us % 1e6).padStart(6, '0');
const dateOf = (us: number, hours = 0): Date => new Date(BOOT_MS + Math.floor(us / 1000) + hours * 3_600_000);
const clock = (d: Date): string =>
  `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
const day = (d: Date): string => `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`;
const month = (d: Date): string => `${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2)}`;
const up = ({ us }: Line): string => `[${(us / 1e6).toFixed(6).padStart(12)}]`;
const syslog = ({ us }: Line): string => `${month(dateOf(us))} ${clock(dateOf(us))} lb1 kernel: `;
const full = ({ us }: Line): string =>
  `${DAYS[dateOf(us).getUTCDay()]} ${day(dateOf(us))} ${clock(dateOf(us))}`;
const epochUs = (us: number): string => String(BOOT_MS * 1000 + us);

/** What a style tells: uptime, and the wall clock as whole seconds or microseconds. */
type Told = 'uptime' | 'seconds' | 'micros' | 'uptime seconds' | 'uptime micros' | '';
type Style = readonly [name: string, told: Told, render: (line: Line) => string];

const STYLES: readonly Style[] = [
  ['dmesg', 'uptime', (l) => `${up(l)} ${l.text}`],
  ['dmesg with \\r\\n', 'uptime', (l) => `${up(l)} ${l.text}\r`],
  ['dmesg -t', '', (l) => l.text],
  ['dmesg -d', 'uptime', (l) => `[${(l.us / 1e6).toFixed(6).padStart(12)} <    0.000000>] ${l.text}`],
  [
    'dmesg -T',
    'seconds',
    (l) => `[${DAYS[dateOf(l.us).getUTCDay()]} ${month(dateOf(l.us))} ${clock(dateOf(l.us))} 2020] ${l.text}`,
  ],
  [
    'dmesg iso',
    'micros',
    (l) => `${day(dateOf(l.us, 1))}T${clock(dateOf(l.us, 1))},${six(l.us)}+01:00 ${l.text}`,
  ],
  ['dmesg -x', 'uptime', (l) => `kern  :debug : ${up(l)} ${l.text}`],
  ['raw levels', 'uptime', (l) => `<7>${up(l)} ${l.text}`],
  ['callers', 'uptime', (l) => `${up(l)}[   C1] ${l.text}`],
  [
    'colours',
    'uptime',
    (l) => `\u001b[32m${up(l)} \u001b[0m\u001b[33m${l.text.slice(0, 4)}\u001b[0m${l.text.slice(4)}`,
  ],
  ['quoted in a mail', 'uptime', (l) => `> > ${up(l)} ${l.text}`],
  ['/dev/kmsg', 'uptime', (l) => `7,${l.us},${l.us},-;${l.text}\n SUBSYSTEM=net\n DEVICE=n1`],
  ['/dev/kmsg with a CPU', 'uptime', (l) => `7,1,${l.us},-,caller=C1;${l.text}`],
  ['journalctl short', 'seconds', (l) => `${syslog(l)}${l.text}`],
  [
    'journalctl short-precise',
    'micros',
    (l) => `${month(dateOf(l.us))} ${clock(dateOf(l.us))}.${six(l.us)} lb1 kernel: ${l.text}`,
  ],
  [
    'journalctl short-iso',
    'seconds',
    (l) => `${day(dateOf(l.us))}T${clock(dateOf(l.us))}+0000 lb1 kernel: ${l.text}`,
  ],
  [
    'journalctl short-iso-precise',
    'micros',
    (l) => `${day(dateOf(l.us, -5))}T${clock(dateOf(l.us, -5))}.${six(l.us)}-05:00 lb1 kernel: ${l.text}`,
  ],
  [
    'journalctl short-unix',
    'micros',
    (l) => `${epochUs(l.us).slice(0, -6)}.${six(l.us)} lb1 kernel: ${l.text}`,
  ],
  ['journalctl short-monotonic', 'uptime', (l) => `${up(l)} lb1 kernel: ${l.text}`],
  ['journalctl short-full', 'seconds', (l) => `${full(l)} UTC lb1 kernel: ${l.text}`],
  ['journalctl with-unit', 'seconds', (l) => `${full(l)} CET lb1 kernel[0]: ${l.text}`],
  [
    'journalctl verbose',
    'uptime micros',
    (l) =>
      `${full(l)}.${six(l.us)} UTC [s=0123456789abcdef0123456789abcdef;i=1;b=1]\n    PRIORITY=7\n    SYSLOG_IDENTIFIER=kernel\n    MESSAGE=${l.text}\n    _SOURCE_MONOTONIC_TIMESTAMP=${l.us}`,
  ],
  [
    'journalctl export',
    'uptime micros',
    (l) =>
      `__CURSOR=s=1\n__REALTIME_TIMESTAMP=${epochUs(l.us)}\nMESSAGE=${l.text}\n_SOURCE_MONOTONIC_TIMESTAMP=${l.us}\n`,
  ],
  [
    'journalctl json',
    'uptime micros',
    (l) =>
      JSON.stringify({
        MESSAGE: l.text,
        PRIORITY: '7',
        __REALTIME_TIMESTAMP: epochUs(l.us),
        _SOURCE_MONOTONIC_TIMESTAMP: String(l.us),
        _TRANSPORT: 'kernel',
      }),
  ],
  [
    'journalctl json, bytes',
    'uptime micros',
    (l) =>
      JSON.stringify({
        MESSAGE: [...new TextEncoder().encode(l.text)],
        __REALTIME_TIMESTAMP: epochUs(l.us),
        _SOURCE_MONOTONIC_TIMESTAMP: String(l.us),
      }),
  ],
  ['syslog with uptime', 'uptime seconds', (l) => `${syslog(l)}${up(l)} ${l.text}`],
  [
    'syslog of rsyslog',
    'uptime micros',
    (l) =>
      `${day(dateOf(l.us, 1))}T${clock(dateOf(l.us, 1))}.${six(l.us)}+01:00 lb1 kernel: ${up(l)} ${l.text}`,
  ],
  [
    'RFC 5424',
    'uptime micros',
    (l) =>
      `<7>1 ${day(dateOf(l.us))}T${clock(dateOf(l.us))}.${six(l.us)}Z lb1 kernel - - - ${up(l)} ${l.text}`,
  ],
  [
    'dynamic debug',
    'uptime',
    (l) => (l.text.startsWith('IPVS') ? `${up(l)} ip_vs:ip_vs_in:1234: ${l.text}` : `${up(l)} ${l.text}`),
  ],
];

const lines: readonly Line[] = ['0285-sctp', '0251-ipv6-persistent-64', '0230-thresholds'].flatMap((run, k) =>
  recordedText(run, 'dmesg.txt')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ us: k * 1e9 + Math.round(Number(line.slice(1, 13)) * 1e6), text: line.slice(15) })),
);

function check(store: LogStore, told: Told, texts: readonly Line[] = lines): void {
  expect(store.length).toBe(texts.length);
  expect(store.unparsed).toBe(0);
  const factor = told.includes('seconds') ? 1e6 : 1;
  for (const [i, { us, text }] of texts.entries()) {
    expect(store.text(i)).toBe(text);
    const wall = /seconds|micros/.test(told)
      ? BOOT_MS + Math.floor(us / factor) * (factor / 1000)
      : Number.NaN;
    if (store.uptimeNs(i) !== us * 1000 || !told.includes('uptime'))
      expect(store.uptimeNs(i)).toBe(told.includes('uptime') ? us * 1000 : Number.NaN);
    expect(store.epochMs(i)).toBe(wall);
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const modified = BOOT_MS + 86_400_000;

describe('one log in every form', () => {
  it.each(STYLES)('%s', (_name, told, render) => {
    const store = readLogBytes(encode(`${lines.map(render).join('\n')}\n`), { modified });
    check(store, told);
    expect(store.counts.foreign).toBe(0);
    expect(store.boots.length).toBe(1);
    if (told.startsWith('uptime ')) {
      const error = Math.abs(store.boots[0].bootEpoch - BOOT_MS);
      expect(error).toBeLessThanOrEqual(told.endsWith('seconds') ? 1000 : 0.01);
    }
  });

  it('dmesg -J, on many lines and on one', () => {
    const records = lines.map((l) => ({ pri: 7, time: l.us / 1e6, msg: l.text }));
    for (const indent of [0, 3]) {
      const store = readLogBytes(encode(JSON.stringify({ dmesg: records }, null, indent)));
      check(store, 'uptime');
      expect(store.priority(0)).toBe(7);
      if (indent) expect(store.line(1)).toBe(8);
    }
  });

  it('dmesg -J with times in words', () => {
    const time = (l: Line): string => `${day(dateOf(l.us))}T${clock(dateOf(l.us))},${six(l.us)}+00:00`;
    const records = lines.map((l) => ({ pri: 'debug', fac: 'kern', time: time(l), msg: l.text }));
    check(readLogBytes(encode(JSON.stringify({ dmesg: records }))), 'micros');
  });

  it('styles that change from line to line', () => {
    const random = randomOf(7);
    const mixed = lines.map((line) => {
      const [name, , render] = STYLES[random(STYLES.length)];
      return /-d|short-full|with-unit/.test(name) ? `${up(line)} ${line.text}` : render(line);
    });
    const store = readLogBytes(encode(`${mixed.join('\n')}\n`), { modified });
    expect(Array.from({ length: store.length }, (_, i) => store.text(i))).toEqual(
      lines.map(({ text }) => text),
    );
    expect(store.boots.length).toBe(1);
  });

  it('packed, in UTF-16, with a byte order mark', () => {
    const text = lines.map((l) => `${up(l)} ${l.text}`).join('\r\n');
    check(readLogBytes(gzipSync(text)), 'uptime');
    check(readLogBytes(encode(`\ufeff${text}`)), 'uptime');
    const wide = Uint8Array.from([...`\ufeff${text}`].flatMap((c) => [c.charCodeAt(0), 0]));
    const store = readLogBytes(wide);
    check(store, 'uptime');
    expect(store.offset(1)).toBe(2 * (1 + text.indexOf('\n') + 1));
    check(readLogBytes(wide.map((_, i) => wide[i ^ 1])), 'uptime');
  });

  it('priorities and CPUs', () => {
    const first = (render: (l: Line) => string): LogStore => readLogBytes(encode(render(lines[0])));
    const named = (name: string): LogStore => first(STYLES.find(([one]) => one === name)?.[2] ?? up);
    for (const name of [
      'dmesg -x',
      'raw levels',
      '/dev/kmsg',
      'journalctl json',
      'RFC 5424',
      'journalctl verbose',
    ])
      expect([name, named(name).priority(0)]).toEqual([name, 7]);
    expect(named('dmesg').priority(0)).toBe(-1);
    expect([named('callers').cpu(0), named('/dev/kmsg with a CPU').cpu(0), named('dmesg').cpu(0)]).toEqual([
      1, 1, -1,
    ]);
  });
});
