import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { readLog, readLogBytes } from './reader.ts';
import type { LogStore } from './store.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): LogStore => readLogBytes(encode(text));
const codes = (store: LogStore): string[] => store.problems.map(({ code }) => code);
const MESSAGE = 'IPVS: lookup/in TCP 172.16.0.1:41000->10.0.0.100:80 hit';
const at = (seconds: number, text = MESSAGE): string => `[${seconds.toFixed(6).padStart(12)}] ${text}`;
const file = (...lines: string[]): string => `${lines.join('\n')}\n`;

describe('lines of others', () => {
  it('counts them, keeps the first few and makes no records of them', () => {
    const store = read(
      file(...Array.from({ length: 9 }, (_, i) => at(i, `usb 1-${i}: new device`)), at(10), ''),
    );
    expect(store.length).toBe(1);
    expect(store.counts).toEqual({ lines: 11, foreign: 9, blank: 1, joined: 0, cut: 0 });
    expect(store.foreignExamples).toHaveLength(5);
    expect([store.line(0), store.offset(0), store.kind(0)]).toEqual([
      10,
      9 * at(0, 'usb 1-0: new device').length + 9,
      'message',
    ]);
  });

  it('does not take programs that speak of IPVS for the kernel', () => {
    const store = read(
      file(
        'Nov 10 12:00:00 lb1 Keepalived_healthcheckers[812]: IPVS: Service not defined',
        '2020-11-10T12:00:00.123456+01:00 lb1 kube-proxy[1]: IPVS: no such file',
        'I saw "IPVS: something" in my log',
        `Nov 10 12:00:01 lb1 kernel: ${MESSAGE}`,
      ),
    );
    expect([store.length, store.counts.foreign]).toEqual([1, 3]);
  });

  it('shows HTML in messages as the text that it is', () => {
    const text = 'IPVS: <script>alert("x")</script> &amp; <b>';
    const store = read(file(at(1, text)));
    expect([store.text(0), store.kind(0), store.parsed(0)]).toEqual([text, 'unparsed', null]);
    expect(store.problems.find(({ code }) => code === 'klog-unparsed')?.evidence).toBe(text);
  });
});

describe('gaps', () => {
  it.each([
    [at(1, '__ratelimit: 16 callbacks suppressed'), 16],
    [at(1, 'net_ratelimit: 1000000000 callbacks suppressed'), 1_000_000_000],
    [at(1, 'printk: 12 messages suppressed.'), 12],
    ['** 77 printk messages dropped **', 77],
    ['Nov 10 12:00:00 lb1 systemd-journald[1]: Suppressed 4811 messages from kernel', 4811],
    ['Nov 10 12:00:00 lb1 systemd-journald[1]: Missed 35 kernel messages', 35],
    ['Nov 10 12:00:00 lb1 last message repeated 3 times', 3],
  ])('%s', (line, count) => {
    const store = read(file(at(0.5), line, at(2)));
    expect([store.length, store.kind(1), store.gap(1), store.gap(0)]).toEqual([3, 'gap', count, 0]);
    expect([store.messages, store.unparsed, store.gaps]).toEqual([2, 0, 1]);
    expect(store.problems.find(({ code }) => code === 'klog-gap')).toMatchObject({ line: 2 });
  });

  it('tells five of many and counts the rest', () => {
    const store = read(
      file(at(0), ...Array.from({ length: 30 }, (_, i) => at(i, 'net_ratelimit: 2 callbacks suppressed'))),
    );
    expect(store.problems.filter(({ code }) => code === 'klog-gap')).toHaveLength(6);
    expect(store.problems.at(-1)?.message).toMatch(/^25 more places/);
  });
});

describe('boots and clocks', () => {
  it('begins another boot when the ring starts again, not when CPUs mix their lines', () => {
    const store = read(file(at(900), at(899.9999), at(901), at(0, 'Linux version 6.12'), at(4), at(5)));
    expect(store.boots.map(({ firstRecord, line }) => [firstRecord, line])).toEqual([
      [0, 1],
      [3, 4],
    ]);
    expect(Array.from({ length: store.length }, (_, i) => store.boot(i))).toEqual([0, 0, 0, 1, 1]);
    expect(store.uptimeNs(1)).toBe(899_999_900_000);
  });

  it('takes what journalctl says between boots', () => {
    const line = (minute: number): string => `Nov 10 12:${minute}:00 lb1 kernel: ${MESSAGE}`;
    const marker = '-- Boot 0123456789abcdef0123456789abcdef --';
    expect(read(file(marker, line(10), marker, line(20), '-- Reboot --', line(30))).boots).toHaveLength(3);
    const entry = (boot: string): string =>
      JSON.stringify({ MESSAGE, _BOOT_ID: boot, __REALTIME_TIMESTAMP: '1' });
    const store = read(file(entry('a'), entry('a'), entry('b')));
    expect([store.boots.length, store.boot(2)]).toEqual([2, 1]);
  });

  it('counts years from the order, and from the date of the file if it is known', () => {
    const text = file(`Dec 31 23:59:59 lb1 kernel: ${MESSAGE}`, `Jan  1 00:00:01 lb1 kernel: ${MESSAGE}`);
    const unknown = read(text);
    expect(unknown.epochMs(1) - unknown.epochMs(0)).toBe(2000);
    expect(codes(unknown)).toEqual(['klog-no-year', 'klog-no-zone']);
    const known = readLogBytes(encode(text), { modified: Date.UTC(2023, 5, 1) });
    expect([known.epochMs(0), known.epochMs(1)]).toEqual([
      Date.UTC(2022, 11, 31, 23, 59, 59),
      Date.UTC(2023, 0, 1, 0, 0, 1),
    ]);
    const east = readLogBytes(encode(text), { modified: Date.UTC(2023, 5, 1), zoneMinutes: 60 });
    expect(known.epochMs(0) - east.epochMs(0)).toBe(3_600_000);
  });

  it('adds the steps of dmesg -e', () => {
    const store = read(
      file(`[Nov10 12:00] ${MESSAGE}`, `[  +0.250000] ${MESSAGE}`, `[  +1.000000] ${MESSAGE}`),
    );
    expect(store.epochMs(2) - store.epochMs(0)).toBe(1250);
  });

  it('says when nothing has a time', () => {
    expect(codes(read(file(MESSAGE)))).toEqual(['klog-no-stamps']);
  });
});

describe('wrapped and glued lines', () => {
  const LONG =
    'IPVS: Bind-dest TCP c:172.16.0.1:41000 v:10.0.0.100:80 d:192.168.1.11:80 fwd:R s:0 conn->flags:183 conn->refcnt:1 dest->refcnt:2048';

  it('joins what a terminal cut at its width, in the middle of words', () => {
    const whole = at(5, LONG);
    const store = read(file(whole.slice(0, 80), whole.slice(80), at(6)));
    expect([store.text(0), store.length, store.counts.joined]).toEqual([LONG, 2, 1]);
  });

  it('joins a message with the stamp on the line before it', () => {
    const store = read(file('Oct 21 09:18:32 a-rather-long-name kernel: [  134.322832]', LONG, at(200)));
    expect([store.text(0), store.uptimeNs(0), store.line(0), store.unparsed]).toEqual([
      LONG,
      134_322_832_000,
      1,
      0,
    ]);
  });

  it('leaves lines alone that only follow a message', () => {
    const store = read(
      file(at(5, LONG), 'some line of others', at(6), 'hit', at(7, 'IPVS: what is this'), 'hit'),
    );
    expect([store.text(0), store.text(1), store.text(2)]).toEqual([LONG, MESSAGE, 'IPVS: what is this']);
    expect([store.length, store.counts.foreign]).toEqual([3, 3]);
  });

  it('parts messages that run into each other', () => {
    const store = read(file(`${at(5)}${at(6, LONG)}`, `${MESSAGE}${MESSAGE}`));
    expect(Array.from({ length: 4 }, (_, i) => store.text(i))).toEqual([MESSAGE, LONG, MESSAGE, MESSAGE]);
    expect([store.uptimeNs(1), store.line(1), store.line(2)]).toEqual([6e9, 1, 2]);
  });

  it('decodes the escapes of /dev/kmsg', () => {
    expect(read('7,1,5,-;IPVS: caf\\xc3\\xa9 \\x5cx\n').text(0)).toBe('IPVS: café \\x');
  });
});

describe('hostile and damaged files', () => {
  it('cuts a line of 10 MB and reads on', () => {
    const store = read(file(at(1), at(2, `IPVS: ${'x'.repeat(10_000_000)}`), at(3)));
    expect([store.length, store.unparsed, store.counts.cut]).toEqual([3, 1, 1]);
    expect(store.text(1).length).toBeLessThan(1 << 16);
    expect(store.problems[0]).toMatchObject({ code: 'klog-cut-line', line: 2, offset: at(1).length + 1 });
    expect(store.offset(2)).toBe(at(1).length + 1 + at(2, 'IPVS: ').length + 10_000_000 + 1);
  });

  it.each([
    ['nothing', ''],
    ['no newline at all', 'x'.repeat(3_000_000)],
    ['a log of others', file(at(1, 'usb 1-1: new device'))],
  ])('%s: says that there is no line of IPVS and what to do', (_what, text) => {
    const { problems } = read(text);
    expect(problems.at(-1)).toMatchObject({ severity: 'error', code: 'klog-no-ipvs' });
    expect(problems.at(-1)?.message).toContain('CONFIG_IP_VS_DEBUG');
  });

  it('keeps a message in the middle of binary data', () => {
    const random = randomOf(3);
    const noise = Uint8Array.from({ length: 200_000 }, () => random(256));
    const store = readLogBytes(Uint8Array.from([...noise, 10, ...encode(file(at(1))), ...noise]));
    expect(store.messages).toBe(1);
  });

  it('takes bytes that are no UTF-8', () => {
    const bytes = Uint8Array.from([
      ...encode('[    1.000000] IPVS: '),
      0xff,
      0xc3,
      10,
      ...encode(file(at(2))),
    ]);
    const store = readLogBytes(bytes);
    expect([store.text(0), store.offset(1)]).toEqual(['IPVS: \ufffd\ufffd', 24]);
  });

  it('loses nothing in JSON that other lines were written into', () => {
    const record = JSON.stringify({ pri: 7, time: 1, msg: MESSAGE });
    const store = read(
      `{ "dmesg": [\n${record},\n${at(2)}\n${record},{ "pri": 7,\n${at(3)}\n${record}\n]}\n{\n${at(4)}`,
    );
    expect(Array.from({ length: store.length }, (_, i) => store.uptimeNs(i) / 1e9)).toEqual([
      1, 2, 1, 3, 1, 4,
    ]);
    expect([store.line(1), store.line(3), store.unparsed, store.counts.cut]).toEqual([3, 5, 0, 0]);
    expect(store.style).toBe('json');
    const endless = read(`{"dmesg":[{"msg":"${'x'.repeat(200_000)}\n${at(5)}\n`);
    expect([endless.messages, endless.counts.cut]).toEqual([1, 3]);
  });

  it('says that a file ends within a line', () => {
    const store = read(`${at(1)}\n${at(2).slice(0, -20)}`);
    expect([store.messages, store.unparsed]).toEqual([1, 1]);
    expect(store.problems[0]).toMatchObject({ code: 'klog-cut-end', line: 2 });
  });

  it('reads a packed file up to where it is cut', () => {
    const random = randomOf(5);
    const text = file(
      ...Array.from({ length: 5000 }, (_, i) =>
        at(i, `IPVS: delayed: conn->refcnt=${random(1e9)} conn->n_control=1`),
      ),
    );
    const store = readLogBytes(gzipSync(text).subarray(0, 30_000));
    expect(store.messages).toBeGreaterThan(500);
    expect(codes(store)).toContain('gzip-truncated');
  });

  it.each([
    ['brackets', '[ '],
    ['stamps', '[    1.000000] '],
    ['prefixes', 'IPVS: '],
    ['quotes', '> '],
    ['digits', '1234567890'],
    ['words with colons', 'a:'],
    ['carriage returns', '\r'],
    ['suppressed', '1 suppressed '],
    ['escapes', '\u001b['],
    ['objects', '{"a'],
  ])('takes time in proportion to lines of %s', (_what, unit) => {
    const line = unit.repeat(Math.floor(65_000 / unit.length));
    const started = performance.now();
    read(
      file(...Array.from({ length: 10 }, () => `${line}IPVS: `), ...Array.from({ length: 10 }, () => line)),
    );
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('reading in pieces', () => {
  const pieces = [encode(file(at(1), at(2))), encode(file(at(3)))];

  it('tells how far it is', async () => {
    const seen: number[] = [];
    const store = await readLog(pieces, { onProgress: ({ bytes }) => seen.push(bytes) });
    expect([store.length, seen]).toEqual([3, [pieces[0].length, pieces[0].length + pieces[1].length]]);
  });

  it('stops when it is told to, with what was read', async () => {
    const stop = new AbortController();
    const head = [encode(file(...Array.from({ length: 200 }, (_, i) => at(i)))), ...pieces];
    const store = await readLog(head, { signal: stop.signal, onProgress: () => stop.abort() });
    expect([store.length, codes(store)]).toEqual([200, ['klog-stopped']]);
  });
});
