import { describe, expect, it } from 'vitest';
import { parseAddr } from '../../base/inet.ts';
import { randomOf } from '../../testing/random.ts';
import { type PasteKind, type PastePart, readPaste } from './paste.ts';

const kindsOf = (parts: readonly PastePart[]): string[] =>
  parts.map(({ kind, from, to }) => `${kind} ${from}-${to}`);

function only<K extends PasteKind>(text: string, kind: K): Extract<PastePart, { kind: K }> {
  const parts = readPaste(text);
  const found = parts.find((part): part is Extract<PastePart, { kind: K }> => part.kind === kind);
  if (!found || parts.length !== 1) throw new Error(`not one part of kind ${kind}: ${kindsOf(parts).join()}`);
  return found;
}

const REPORT = `Hello, connections are lost on our director:

root@lb1:~# date
Tue Dec 29 06:41:15 UTC 2015
root@lb1:~# ipvsadm -Ln
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.0.0.100:80 wlc persistent 360 mask 255.255.255.0
  -> 192.168.1.10:80              Masq    1      3          4
FWM  7 IPv6 rr ops
root@lb1:~# cat /proc/net/ip_vs_conn_sync
Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires
IP  AC100001 0000 00000007 0000 C0A8010A 0000 NONE        SYNC       300
TCP AC100001 9C41 0A000064 0050 C0A8010A 0050 ESTABLISHED LOCAL      899
root@lb1:~# ipvsadm -L --daemon
master sync daemon (mcast=eth0, syncid=1, maxlen=1472, group=224.0.0.81)
root@lb1:~# conntrack -L -p tcp
tcp      6 431999 ESTABLISHED src=172.16.0.1 dst=10.0.0.100 sport=40001 dport=80 [UNREPLIED] src=192.168.1.10 dst=172.16.0.1 sport=80 dport=40001 [ASSURED] mark=7 use=1
conntrack v1.4.5 (conntrack-tools): 1 flow entries have been shown.
[root@lb1 ~]# dmesg
[   12.345678] IPVS: Schedule: no dest
[   12.345679] IPVS: ip_vs_in_icmp: fail
# tcpdump -nn -i any
12:00:04.000050 eth0  In  IP 172.16.0.1.40001 > 10.0.0.100.80: Flags [S], seq 7, win 65535, length 0
root@lb1:~# uptime
What is wrong here?`;

describe('a bug report', () => {
  const parts = readPaste(REPORT);

  it('is taken apart with nothing lost', () => {
    expect(kindsOf(parts)).toEqual([
      'unknown 1-1',
      'services 6-11',
      'conns 13-15',
      'daemons 17-17',
      'conntrack 19-20',
      'kernel-log 22-23',
      'tcpdump 25-25',
      'unknown 27-27',
    ]);
    expect(parts.map(({ title }) => title)).toEqual([
      null,
      'ipvsadm -Ln',
      'cat /proc/net/ip_vs_conn_sync',
      'ipvsadm -L --daemon',
      'conntrack -L -p tcp',
      'dmesg',
      'tcpdump -nn -i any',
      'uptime',
    ]);
    expect(parts[1].time).toEqual({
      line: 4,
      text: 'Tue Dec 29 06:41:15 UTC 2015',
      sec: 1451371275,
      zone: 'UTC',
    });
  });

  it('gives services, entries and flows', () => {
    const [, services, conns, daemons, flows, , packets] = parts;
    expect(services.kind === 'services' && services.value).toMatchObject({
      connTabBits: 12,
      services: [
        {
          line: 9,
          persistent: { timeout: 360, unit: 's', netmask: 0xffffff00 },
          servers: [{ line: 10, method: 'masq', activeConns: 3, inactConns: 4 }],
        },
        { fwmark: 7, ipv6: true, onePacket: true },
      ],
    });
    expect(conns.kind === 'conns' && conns.value).toMatchObject({
      form: 'proc-sync',
      conns: [
        { fwmark: 7, origin: 'SYNC', protocol: 0 },
        {
          line: 15,
          caddr: parseAddr('172.16.0.1'),
          cport: 40001,
          expiresS: 899,
          fwmark: null,
          origin: 'LOCAL',
        },
      ],
    });
    expect(daemons.value).toMatchObject([{ role: 'master', syncId: 1, more: { maxlen: '1472' } }]);
    expect(flows.value).toMatchObject([
      {
        state: 'ESTABLISHED',
        timeoutS: 431999,
        mark: 7,
        unreplied: true,
        assured: true,
        reply: { sport: 80 },
      },
    ]);
    expect(packets.kind === 'tcpdump' && packets.value.store.sec(0)).toBe(1451347200 + 12 * 3600 + 4);
  });
});

describe('what pasting does', () => {
  const LISTING = REPORT.split('\n').slice(5, 10);

  it.each<[string, (lines: string[]) => string]>([
    ['quoting', (lines) => lines.map((line) => `> ${line}`).join('\n')],
    ['indentation', (lines) => lines.map((line) => `    ${line}`).join('\n')],
    ['fences', (lines) => ['```console', ...lines, '```'].join('\n')],
    ['line ends', (lines) => lines.join('\r\n')],
    ['collapsed blanks', (lines) => lines.map((line) => line.trim().replace(/\s+/g, ' ')).join('\n\n')],
    ['tabs', (lines) => lines.map((line) => line.replace(/ {2,}/g, '\t')).join('\n')],
    ['colours', (lines) => lines.map((line) => `\u001b[1;32m${line}\u001b[0m`).join('\n')],
    ['entities', (lines) => lines.map((line) => line.replace('->', '-&gt;')).join('\n')],
    [
      'broken rows',
      (lines) =>
        lines.map((line) => line.replace(/ +(3 .*)$/, '\n$1').replace(/ (InActConn)/, '\n$1')).join('\n'),
    ],
  ])('%s is undone', (_, paste) => {
    const part = only(paste(LISTING), 'services');
    expect(part.problems).toEqual([]);
    expect(part.value.services).toMatchObject([{ servers: [{ weight: 1, activeConns: 3, inactConns: 4 }] }]);
  });

  it('puts listings one after the other', () => {
    expect(kindsOf(readPaste([...LISTING, ...LISTING].join('\n')))).toEqual([
      'services 1-5',
      'services 6-10',
    ]);
  });

  it('leaves a listing without its heading', () => {
    expect(only('-> 10.0.0.1:80 1 2 3 4', 'services').problems[0].code).toBe('listing-heading');
  });
});

describe('hostile text', () => {
  it.each([
    ['a long line', 'x'.repeat(10_000_000)],
    ['a long row', `TCP 10.0.0.1:80 ${'rr '.repeat(1_000_000)}`],
    ['binary', String.fromCharCode(...Array.from({ length: 5000 }, (_, i) => i % 256))],
    ['a page', '<html><body><p>IP Virtual Server</p></body></html>\n'.repeat(2000)],
    ['deep braces', `virtual_server 10.0.0.1 80 ${'{ a '.repeat(100_000)}`],
    ['many braces', `virtual_server 10.0.0.1 80 {\n${'x {\n'.repeat(100_000)}`],
    ['parentheses', `12:00:00.000000 IP ${'('.repeat(9000)}`],
    ['prompts', 'root@lb:~# \n'.repeat(50_000)],
  ])('%s is read in proportion to its length', (_, text) => {
    const start = performance.now();
    expect(Array.isArray(readPaste(text))).toBe(true);
    expect(performance.now() - start).toBeLessThan(6000);
  });

  it('never throws', () => {
    const next = randomOf(7);
    for (let round = 0; round < 400; round++) {
      let text = REPORT;
      for (let change = 0; change < 20; change++) {
        const at = next(text.length);
        const piece = text.slice(next(text.length)).slice(0, next(60));
        text =
          text.slice(0, at) +
          ['', piece, '\n', '{', '[', ':', '4294967296'][next(7)] +
          text.slice(at + next(12));
      }
      const lines = text.split(/\r\n|\n|\r/).length;
      for (const { from, to } of readPaste(text)) expect(from >= 1 && to <= lines).toBe(true);
    }
  });
});
