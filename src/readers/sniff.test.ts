import { describe, expect, it } from 'vitest';
import { hex } from '../testing/random.ts';
import { sniff } from './sniff.ts';

describe('sniff', () => {
  it.each([
    ['a1b2c3d4 0002', 'pcap'],
    ['4d3cb2a1 0200', 'pcap'],
    ['0a0d0d0a 1c000000 4d3c2b1a', 'pcapng'],
    ['1f8b0800', 'gzip'],
    ['28b52ffd 00', 'archive'],
    ['7f454c46 02', 'binary'],
    ['00000000', 'binary'],
    ['', 'empty'],
  ])('tells bytes %s as %s', (bytes, kind) => {
    expect(sniff(hex(bytes)).kind).toBe(kind);
  });

  it('tells a tar archive by its magic further in', () => {
    const tar = new Uint8Array(512);
    tar.set(new TextEncoder().encode('ustar'), 257);
    expect(sniff(tar)).toMatchObject({ kind: 'archive', evidence: '75 73 74 61 72' });
  });

  it.each([
    ['# ipvscope case v1\nkernel linux-6.12', 'case'],
    ['-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -w 1\n', 'ipvsadm-rules'],
    ['# our rules\nipvsadm -A -t 10.0.0.100:80 -s rr\n', 'ipvsadm-rules'],
    ['--add-service --tcp-service 10.0.0.1:80\n', 'ipvsadm-rules'],
    ['IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n', 'listing'],
    ['IP Virtual Server version 1.2.1 (size=4096)\nTCP  0A000064:0050 rr\n', 'listing'],
    ['IPVS connection entries\npro expire state       source\n', 'listing'],
    ['Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n', 'listing'],
    ['root@lb:~# ipvsadm -Ln\n', 'listing'],
    ['> TCP 14:59  ESTABLISHED 172.16.0.1:4000 10.0.0.100:80 192.168.1.10:80\n', 'listing'],
    ['tcp      6 431999 ESTABLISHED src=172.16.0.1 dst=10.0.0.100 sport=1 dport=80\n', 'listing'],
    ['! Configuration File for keepalived\n\nvirtual_server 10.0.0.100 80 {\n', 'keepalived'],
    [
      '12:00:00.000001 IP 172.16.0.1.4000 > 10.0.0.100.80: Flags [S], seq 1, win 1, length 0\n',
      'tcpdump-text',
    ],
    [
      'tcpdump: listening on any\n12:00:00.000001 eth0  In  IP 10.0.0.1.4 > 10.0.0.2.5: UDP, length 1\n',
      'tcpdump-text',
    ],
    ['net.ipv4.vs.expire_quiescent_template = 1\n', 'sysctl'],
    ['sysctl -w net.ipv4.vs.conn_reuse_mode=0\n', 'sysctl'],
    ['1700000003.25 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 0\n', 'actions'],
    ['[   12.345678] IPVS: lookup/in TCP 172.16.0.1:41000->10.0.0.100:80 not hit\n', 'kernel-log'],
    ['<7>[   12.345678] IPVS: Enter: ip_vs_out\n', 'kernel-log'],
    ['Jun  7 10:00:00 lb1 kernel: IPVS: Creating netns size=2048 id=0\n', 'kernel-log'],
    ['[Tue Nov 10 12:00:00 2020] IPVS: ipvs loaded.\n', 'kernel-log'],
    ['[Nov10 12:00] IPVS: ipvs loaded.\n[  +0.000010] IPVS: ipvs loaded.\n', 'kernel-log'],
    ['2020-11-10T12:00:00,123456+01:00 usb 1-1: new device\n', 'kernel-log'],
    ['kern  :debug : [    4.000000] IPVS: ipvs loaded.\n', 'kernel-log'],
    ['7,1234,5678901,-;usb 1-1: new device\n SUBSYSTEM=usb\n', 'kernel-log'],
    ['2020-11-10T12:00:00.123456+01:00 lb1 kernel: IPVS: ipvs loaded.\n', 'kernel-log'],
    ['1605010800.123456 lb1 kernel: usb 1-1: new device\n', 'kernel-log'],
    ['{\n   "dmesg": [\n      {\n         "pri": 7, "time": 4.0, "msg": "x"\n', 'kernel-log'],
    ['{"__REALTIME_TIMESTAMP":"1605010800123456","MESSAGE":"x"}\n', 'kernel-log'],
    ['{"kernel": "6.12"}', 'json'],
    ['[\n  {"a": 1}\n]', 'json'],
    ['dear diary', 'text'],
    ['\n \n', 'text'],
  ])('tells %j as %s', (text, kind) => {
    expect(sniff(new TextEncoder().encode(text)).kind).toBe(kind);
    expect(sniff(new TextEncoder().encode(`\ufeff${text}`)).kind).toBe(kind);
  });

  it('knows a kernel log in UTF-16 and one with the bytes of a noisy console', () => {
    const line = '[    4.000000] IPVS: ipvs loaded.\r\n';
    const wide = new Uint8Array(new Uint16Array([...`\ufeff${line}`].map((c) => c.charCodeAt(0))).buffer);
    expect(sniff(wide).kind).toBe('kernel-log');
    expect(sniff(wide.subarray(2)).kind).toBe('kernel-log');
    expect(sniff(Uint8Array.of(0xff, 0x80, 0, ...new TextEncoder().encode(`\n${line}`))).kind).toBe(
      'kernel-log',
    );
    expect(
      sniff(new Uint8Array(new Uint16Array([...'\ufeffdear diary'].map((c) => c.charCodeAt(0))).buffer)).kind,
    ).toBe('binary');
  });

  it('takes a text whose last character is cut for text', () => {
    expect(sniff(Uint8Array.of(0x61, 0xc3)).kind).toBe('text');
  });
});
