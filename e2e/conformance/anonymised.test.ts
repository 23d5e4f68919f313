import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type InetAddr, parseAddr } from '../../src/base/inet.ts';
import { loadRun } from '../../src/cli/replay-run.ts';
import type { IpPacket } from '../../src/packet/packet.ts';
import { anonymise } from '../../src/session/anonymise/anonymise.ts';
import { proveAnonymised } from '../../src/session/anonymise/prove.ts';
import type { CaseDocument, CaseEntry } from '../../src/session/case.ts';
import { parseCase } from '../../src/session/parse-case.ts';
import { printCase } from '../../src/session/print-case.ts';
import { documentOf } from '../../src/session/program.ts';

/** Every recorded run, anonymised: it decides the same, and nothing of the original can be read in it. */

const ROOT = 'e2e/recorded-runs';
const TITLE = 'Alice at branch.example.org';
const ABOUT = 'seen by Bob\nhttps://ticket.example.net/4711';
const NOTE = 'call Carol before you restart lb-07';

const FOUR = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;
const SIX = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:.])/g;

/** What stays because it says nothing of anybody: netmasks, loopback, unspecified, well-known groups. */
function isCommon(text: string): boolean {
  return /^(?:0|127|255)\.|^224\.0\.0\.|^::1?$|^ff0[0-9a-f]::[0-9a-f]{1,4}$/.test(text);
}

function addressesIn(text: string): Set<string> {
  const found = [...(text.match(FOUR) ?? []), ...(text.match(SIX) ?? [])];
  return new Set(found.filter((one) => parseAddr(one) !== null && !isCommon(one)));
}

function payloadsOf({ entries }: CaseDocument): Uint8Array[] {
  const of = ({ transport }: IpPacket): Uint8Array[] => {
    if (transport.kind === 'tunnel') return transport.inner ? of(transport.inner) : [];
    return 'payload' in transport && transport.payload ? [transport.payload] : [];
  };
  return entries.flatMap((entry) => (entry.kind === 'packet' ? of(entry.packet) : []));
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** An address as it can stand in a payload: in network order, and the octets with commas. */
function hidden(addr: InetAddr): string[] {
  const words = [addr].flat() as number[];
  const bytes = words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
  return [latin1(Uint8Array.from(bytes)), ...(bytes.length === 4 ? [bytes.join(',')] : [])];
}

/** Parts of the original that can be read in the text or the payload of the other. */
function leaks(original: CaseDocument, anonymised: CaseDocument): string[] {
  const text = printCase(anonymised);
  const before = printCase(original);
  const wanted = addressesIn(before);
  const now = addressesIn(text);
  const payload = payloadsOf(anonymised).map(latin1).join('\n');
  const found = [...wanted].filter(
    (one) => now.has(one) || hidden(parseAddr(one) ?? 0).some((form) => payload.includes(form)),
  );
  const lines = payloadsOf(original).flatMap((bytes) => latin1(bytes).split(/[\r\n]+/));
  const telling = lines.filter((line) => line.length >= 8 && !/^(?:PASV|EPSV)/i.test(line));
  const words = [
    TITLE,
    ...ABOUT.split('\n'),
    NOTE,
    'lb-07',
    ...(before.match(/(?<=mcast-interface )\S+/g) ?? []),
  ];
  found.push(...[...telling, ...words].filter((one) => text.includes(one) || payload.includes(one)));
  if (/epoch=/.test(text)) found.push('epoch');
  return found;
}

function withPayloadOf(entry: CaseEntry, other: CaseEntry): CaseEntry {
  if (entry.kind !== 'packet' || other.kind !== 'packet') return entry;
  const { transport } = entry.packet;
  if (!('payload' in transport) || !('payload' in other.packet.transport)) return entry;
  const { payload } = other.packet.transport;
  return { ...entry, packet: { ...entry.packet, transport: { ...transport, payload } } };
}

function originalOf(folder: string): CaseDocument {
  const document = documentOf(loadRun(folder).program, { title: TITLE, about: ABOUT });
  const last = document.entries.at(-1)?.time ?? 0;
  return { ...document, entries: [...document.entries, { kind: 'note', time: last, text: NOTE }] };
}

const VARIANTS = [
  { seed: 20_260_101, ports: false },
  { seed: 3_141_592_653, ports: true },
];
const counted = { runs: 0, events: 0, decisions: 0, addresses: 0 };

afterAll(() => {
  const { runs, events, decisions, addresses } = counted;
  console.log(
    `${runs} cases, ${events} events, ${decisions} decisions compared, ${addresses} addresses replaced`,
  );
});

describe.each(['linux-6.12', 'linux-2.6.32'] as const)('%s: anonymised', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const original = originalOf(join(ROOT, kernel, run));
    for (const options of VARIANTS) {
      const { document, replaced, brokenChoices } = anonymise(original, options);
      const read = parseCase(printCase(document));
      expect(read.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const proof = proveAnonymised(original, read.document);
      expect(proof.difference).toBeNull();
      expect(brokenChoices).toBe(0);
      expect(leaks(original, document)).toEqual([]);
      const rows = replaced.filter(({ kind }) => kind === 'address');
      expect(new Set(rows.map(({ to }) => to)).size, 'one image for each address').toBe(rows.length);
      counted.runs++;
      counted.events += proof.events;
      counted.decisions += proof.decisions;
      counted.addresses += rows.length;
    }
  });
});

describe('what the search for leaks would find', () => {
  it.each(['0261-ftp-nat-active', '0283-sip-persistence', '0289-sync-master', '0250-ipv6-nat'])(
    '%s',
    (run) => {
      const original = originalOf(join(ROOT, 'linux-6.12', run));
      const found = leaks(original, original);
      expect(found).toEqual(
        expect.arrayContaining([TITLE, 'lb-07', 'epoch', ...addressesIn(printCase(original))]),
      );
      // Each payload that was there would be found, if it stayed while the rest is replaced.
      const { document } = anonymise(original, VARIANTS[0]);
      const entries = document.entries.map((entry, i) => withPayloadOf(entry, original.entries[i]));
      const kept = leaks(original, { ...document, entries });
      expect(kept.length > 0).toBe(payloadsOf(original).some(({ length }) => length > 0));
    },
  );
});
