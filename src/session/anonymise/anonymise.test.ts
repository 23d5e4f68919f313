import { describe, expect, it } from 'vitest';
import { fuzzCase } from '../../testing/fuzz-case.ts';
import type { CaseDocument } from '../case.ts';
import { parseCase } from '../parse-case.ts';
import { printCase } from '../print-case.ts';
import { anonymise } from './anonymise.ts';
import { proveAnonymised } from './prove.ts';

function caseOf(...lines: string[]): CaseDocument {
  const { document, problems } = parseCase(['# ipvscope case v1', ...lines].join('\n'));
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return document;
}

/** The anonymised case and its text, after the proof that it decides the same. */
function checked(document: CaseDocument, options: Parameters<typeof anonymise>[1] = { seed: 7 }) {
  const result = anonymise(document, options);
  const text = printCase(result.document);
  expect(parseCase(text).document).toEqual(result.document);
  expect(proveAnonymised(document, result.document).difference).toBeNull();
  return { ...result, text, lines: text.split('\n') };
}

/** The original's address in the table, and what stands for it. */
function imageOf({ replaced }: ReturnType<typeof checked>, from: string): string {
  const row = replaced.find((one) => one.kind === 'address' && one.from === from);
  expect(row, `${from} is replaced`).toBeDefined();
  return row?.to ?? '';
}

const network = (addr: string, octets: number): string => addr.split('.').slice(0, octets).join('.');

const WEB = [
  'title web of example.org',
  'about down since Monday',
  'kernel linux-6.12 hz=250 conn_rnd=0x1a0d4d1d netns_xor=0x77 epoch=1790000000.5 uptime=100',
  'vip 10.1.0.100',
  'ipvsadm -A -t 10.1.0.100:80 -s rr -p 360 -M 255.255.255.0',
  'ipvsadm -a -t 10.1.0.100:80 -r 10.2.0.11:80 -m -w 1',
  'ipvsadm -a -t 10.1.0.100:80 -r 10.2.0.12:8080 -m -w 1',
  '@0.000 tcp 172.16.5.1:41000 > 10.1.0.100:80 S seen 10.2.0.12:8080',
  '@0.010 tcp 172.16.5.9:41000 > 10.1.0.100:80 S',
  '@0.020 tcp 172.16.6.9:41000 > 10.1.0.100:80 S',
  '@1.000 note ask Alice',
];

describe('anonymise', () => {
  it('takes addresses, words, date and seed away and keeps what decides', () => {
    const result = checked(caseOf(...WEB));
    expect(result.text).not.toMatch(/10\.1\.|10\.2\.|172\.16|example|Monday|Alice|epoch|1a0d4d1d|0x77/);
    expect(result.document.kernel.uptime).toBe(100e9);
    expect(result.text).toContain('-s rr -p 360 -M 255.255.255.0');
    expect(result.text).toContain('@1.000 note note 1');
    const [one, other, third] = ['172.16.5.1', '172.16.5.9', '172.16.6.9'].map((from) =>
      imageOf(result, from),
    );
    expect(network(one, 3)).toBe(network(other, 3));
    expect(network(one, 3)).not.toBe(network(third, 3));
    expect(result.replaced.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['title', 'about', 'note', 'time', 'hash seed']),
    );
  });

  it('takes few networks from the ranges for documents', () => {
    const result = checked(
      caseOf('@0.000 tcp 172.16.5.1:1 > 10.1.0.100:80 S', '@0.000 tcp 10.1.0.7:1 > 8.8.8.8:80 S'),
    );
    for (const from of ['172.16.5.1', '10.1.0.100', '10.1.0.7', '8.8.8.8']) {
      expect(imageOf(result, from)).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\./);
    }
  });

  it('gives the same for the same seed and something else for another', () => {
    const document = caseOf(...WEB);
    expect(anonymise(document, { seed: 3 })).toEqual(anonymise(document, { seed: 3 }));
    expect(anonymise(document, { seed: 3 }).document).not.toEqual(anonymise(document, { seed: 4 }).document);
  });

  it('leaves the original as it is', () => {
    const document = caseOf(...WEB);
    const before = structuredClone(document);
    anonymise(document, { seed: 1, ports: true, sameBuckets: true });
    expect(document).toEqual(before);
  });

  it('keeps the networks of firewall rules, and entries that a listing told', () => {
    const result = checked(
      caseOf(
        'kernel linux-6.12 conn_rnd=1',
        'mark saddr 10.9.0.0/16 daddr 10.1.0.0/28 tcp dport 80,8000-8100 set 1',
        'ipvsadm -A -f 1 -s wlc -p 60 -M 255.255.0.0',
        'ipvsadm -a -f 1 -r 10.2.0.11 -g -w 1',
        'ipvsadm -a -f 1 -r 10.2.0.12 -g -w 1',
        'entry ip NONE 50 10.9.0.0:0 > 0.0.0.1:0 > 10.2.0.12:0 mark 1',
        'entry tcp ESTABLISHED 800 10.9.4.4:5000 > 10.1.0.5:80 > 10.2.0.12:80 mark 1',
        '@0.000 tcp 10.9.1.1:1000 > 10.1.0.5:80 S hook LOCAL_IN',
        '@0.000 tcp 10.9.1.1:1000 > 10.1.0.17:80 S hook LOCAL_IN',
        '@0.000 tcp 10.8.1.1:1000 > 10.1.0.5:80 S hook LOCAL_IN',
      ),
    );
    expect(network(imageOf(result, '10.9.0.0'), 2)).toBe(network(imageOf(result, '10.9.1.1'), 2));
    expect(imageOf(result, '10.9.0.0')).toMatch(/\.0\.0$/);
    expect(result.text).toMatch(/entry ip NONE 50\.000 \S+\.0\.0:0 > 0\.0\.0\.1:0 >/);
    expect(result.text).toMatch(/mark saddr \S+\.0\.0\/16 daddr \S+\/28 tcp dport 80,8000-8100 set 1/);
  });

  it('keeps the kinds of addresses that the kernel tells apart', () => {
    const { lines } = checked(
      caseOf(
        '@0.000 udp 169.254.3.4:68 > 255.255.255.255:67',
        '@0.000 udp 127.0.0.1:68 > 239.1.2.3:67',
        '@0.000 udp [fe80::1234]:1 > [ff02::1]:2',
        '@0.000 udp [::ffff:10.1.2.3]:1 > [ff0e::aa:bbbb:cccc]:2',
        '@0.000 udp 10.1.2.3:1 > 224.0.0.81:2',
      ),
    );
    const from = lines.findIndex((line) => line.startsWith('@'));
    expect(lines[from]).toMatch(/udp 169\.254\.\d+\.\d+:68 > 255\.255\.255\.255:67/);
    expect(lines[from + 1]).toMatch(/udp 127\.0\.0\.1:68 > 233\.252\.0\.\d+:67/);
    expect(lines[from + 2]).toMatch(/udp \[fe80::[0-9a-f:]+\]:1 > \[ff02::1\]:2/);
    const inside = /::ffff:([\d.]+)\]:1 > \[ff0e:/.exec(lines[from + 3])?.[1];
    expect(lines[from + 4]).toContain(`udp ${inside}:1 > 224.0.0.81:2`);
  });

  it('keeps prefixes of IPv6', () => {
    const result = checked(
      caseOf(
        'ipvsadm -A -t [2a02:1:2::100]:80 -s rr -p 60 -M 56',
        'ipvsadm -a -t [2a02:1:2::100]:80 -r [2a02:1:3::11]:80 -m -w 1',
        'ipvsadm -a -t [2a02:1:2::100]:80 -r [2a02:1:3::12]:80 -m -w 1',
        '@0.000 tcp [2a02:9:8:100::1]:1000 > [2a02:1:2::100]:80 S',
        '@0.000 tcp [2a02:9:8:101::1]:1000 > [2a02:1:2::100]:80 S',
        '@0.000 tcp [2a02:9:8:201::1]:1000 > [2a02:1:2::100]:80 S',
      ),
    );
    expect(result.text).not.toContain('2a02');
    expect(imageOf(result, '2a02:1:2::100')).toMatch(/^(2001:db8:|3fff:)/);
  });
});

/** Clients in several networks, again and again while servers come and go, so that choices depend on many tables. */
function hashing(scheduler: string, kernel = 'linux-6.12'): string[] {
  const lines = [`kernel ${kernel} hz=250 conn_rnd=5`, `ipvsadm -A -t 10.1.0.100:80 -s ${scheduler}`];
  for (let i = 1; i <= 5; i++) lines.push(`ipvsadm -a -t 10.1.0.100:80 -r 10.2.0.${i}:80 -m -w ${i} -x 30`);
  for (let i = 0; i < 120; i++) {
    const client = `172.16.${i % 3}.${(i * 7) % 40}`;
    if (i === 60) lines.push('@0.060 ipvsadm -e -t 10.1.0.100:80 -r 10.2.0.3:80 -m -w 0');
    if (i === 90) lines.push('@0.090 ipvsadm -d -t 10.1.0.100:80 -r 10.2.0.1:80');
    lines.push(`@0.${String(i).padStart(3, '0')} tcp ${client}:${40000 + i} > 10.1.0.100:80 S`);
  }
  return lines;
}

describe('choices of hashing schedulers', () => {
  it.each([
    'sh',
    'dh',
    'mh',
    'sh -b sh-port',
    'sh -b sh-fallback',
    'mh -b mh-fallback',
    'mh -b mh-fallback,mh-port',
  ])('%s', (scheduler) => {
    const { brokenChoices, text } = checked(caseOf(...hashing(scheduler)));
    expect(brokenChoices).toBe(0);
    expect(text).not.toMatch(/172\.16\.|10\.1\.0|10\.2\.0/);
  });

  it.each(['sh', 'dh'])('%s of linux-2.6.32', (scheduler) => {
    expect(checked(caseOf(...hashing(scheduler, 'linux-2.6.32'))).brokenChoices).toBe(0);
  });

  it('are others where nobody looks after them, and the proof says so', () => {
    const document = caseOf(...hashing('sh'));
    // As rr the case is anonymised without a look at hashes.
    const blind = anonymise(caseOf(...hashing('rr')), { seed: 5 }).document;
    const mixed = blind.setup.map((line, i) => {
      if (i > 0 || line.kind !== 'command' || line.command.op !== 'add-service') return line;
      return { ...line, command: { ...line.command, options: { ...line.command.options, scheduler: 'sh' } } };
    });
    const proof = proveAnonymised(document, { ...blind, setup: mixed });
    expect(proof.same).toBe(false);
    expect(proof.difference).toMatch(
      /^Event \d+, at 0\.\d+ s: chosen server was "number \d+" in the original/,
    );
  });
});

describe('ports', () => {
  it('of clients are replaced where that is wanted, those of services and rules never', () => {
    const lines = [
      ...WEB,
      'mark tcp sport 41500-41600 set 5',
      '@2.000 tcp 172.16.5.1:41555 > 10.1.0.100:80 S',
    ];
    const { text, replaced } = checked(caseOf(...lines), { seed: 9, ports: true });
    expect(text).not.toContain(':41000');
    expect(text).toContain(':41555 >');
    expect(text).toContain(':8080');
    expect(replaced.filter(({ kind }) => kind === 'port')).toHaveLength(3);
    expect(replaced.find(({ kind }) => kind === 'port')?.from).toBe('172.16.5.1 port 41000');
  });

  it('let entries stay in their buckets', () => {
    const document = caseOf(...WEB);
    const { document: kept, sameBuckets } = checked(document, { seed: 9, sameBuckets: true });
    expect(sameBuckets).toBe(true);
    expect(proveAnonymised(document, kept).otherBuckets).toBe(0);
    expect(proveAnonymised(document, anonymise(document, { seed: 9 }).document).otherBuckets).toBeGreaterThan(
      0,
    );
    expect(kept.kernel.connRnd).not.toBe(document.kernel.connRnd);
  });

  it('are replaced where entries are dropped by their buckets', () => {
    const flood = Array.from(
      { length: 60 },
      (_, i) => `@0.${100 + i} tcp 172.16.0.${i + 1}:4000 > 10.1.0.100:80 S`,
    );
    const rules = WEB.slice(2, 7).filter((line) => !line.includes('-p 360'));
    const service = 'ipvsadm -A -t 10.1.0.100:80 -s rr';
    const lines = [
      ...rules.slice(0, 2),
      service,
      ...rules.slice(2),
      'sysctl net.ipv4.vs.drop_entry = 3',
      ...flood,
    ];
    const { sameBuckets, notes } = checked(caseOf(...lines));
    expect(sameBuckets).toBe(true);
    expect(notes.join(' ')).toContain('drop_entry');
  });
});

describe('what readers have set', () => {
  it('follows the addresses and loses its names', () => {
    const result = checked(
      caseOf(
        'break address 172.16.0.0/16 as "the bad client of Bob"',
        'break write dest.weight of 10.2.0.11:80 nth 1',
        'break call ip_vs_schedule if iph.saddr == 172.16.5.1',
        'break message "Bob"',
        'watch iph.saddr == 172.16.5.1',
        'bookmark @0.010/1.2 here Bob called',
        ...WEB,
      ),
    );
    const [client, server] = ['172.16.5.1', '10.2.0.11'].map((from) => imageOf(result, from));
    expect(result.text).not.toContain('Bob');
    expect(result.text).toContain(`break address ${network(client, 2)}.0.0/16\n`);
    expect(result.text).toContain(`break write dest.weight of ${server}:80 nth 1`);
    expect(result.text).toContain(`break call ip_vs_schedule if iph.saddr == ${client}`);
    expect(result.text).toContain(`watch iph.saddr == ${client}`);
    expect(result.text).toContain('bookmark @0.010/1.2 bookmark 1');
    expect(result.notes.join(' ')).toContain('1 stop or watch');
  });
});

describe('what cannot be kept', () => {
  it('is told', () => {
    const lines = WEB.map((line) => line.replace('255.255.255.0', '255.0.255.0'));
    expect(anonymise(caseOf(...lines), { seed: 1 }).notes.join(' ')).toContain('netmask with holes');
    expect(anonymise(caseOf(...WEB), { seed: 1 }).notes.join(' ')).not.toContain('netmask with holes');
  });

  it('is an address for each where a network has no more, and then one that was there', () => {
    const all = Array.from({ length: 256 }, (_, i) => `@0.000 udp 10.1.0.${i}:1 > 10.1.0.100:80`);
    const { replaced } = checked(caseOf('mark saddr 10.1.0.0/24 set 1', ...all));
    const images = replaced.filter(({ kind }) => kind === 'address').map(({ to }) => to);
    expect(new Set(images).size).toBe(256);
  });
});

describe('any case', () => {
  it.each([1, 2, 3, 4, 6, 7])('decides the same, or the result says why not (%i)', (seed) => {
    const document = fuzzCase(seed, 120);
    const { document: other, brokenChoices, sameBuckets } = anonymise(document, { seed: seed * 31 });
    const proof = proveAnonymised(document, other);
    if (brokenChoices === 0 && !sameBuckets) expect(proof.difference).toBeNull();
    expect(printCase(other)).not.toMatch(
      /10\.0\.0\.10[01]|192\.168\.1\.1[0-3]|172\.16\.[019]\.|fd00:(?:1|a|b)::/,
    );
  });
});
