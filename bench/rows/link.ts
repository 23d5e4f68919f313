import { join } from 'node:path';
import { deflateSync } from 'fflate';
import { loadRun } from '../../src/cli/replay-run.ts';
import type { CaseDocument } from '../../src/session/case.ts';
import { fragmentOf } from '../../src/session/link/fragment.ts';
import { packCase } from '../../src/session/link/pack.ts';
import { slimmed, withCoarseTimes } from '../../src/session/link/shorten.ts';
import { PLAIN_VIEW } from '../../src/session/link/view.ts';
import { printCase } from '../../src/session/print-case.ts';
import { documentOf } from '../../src/session/program.ts';
import type { Measure } from './bench.ts';
import { amount, type Row } from './row.ts';

/** A recorded run of real HTTP clients and servers. */
const RUN = '0801-web-nat-wlc';
const SIZES = [100, 1000, 10_000];
const UNITS = [
  ['1 us', 1000],
  ['100 us', 100_000],
  ['1 ms', 1_000_000],
] as const;
/** Characters of a link to a thousand packets, at a microsecond and at a hundred of them. */
const MOST: Readonly<Record<string, number>> = { '1000 1 us': 6600, '1000 100 us': 4500 };

/** The packets again and again, each time with other client ports, until there are enough. */
function lengthened(document: CaseDocument, packets: number): CaseDocument {
  const { entries } = document;
  const span = (entries.at(-1)?.time ?? 0) + 1e9;
  const all = Array.from({ length: packets }, (_, at) => {
    const round = Math.floor(at / entries.length);
    const entry = entries[at % entries.length];
    if (entry.kind !== 'packet' || round === 0) return { ...entry, time: entry.time + round * span };
    const { packet } = entry;
    const { transport } = packet;
    if (transport.kind !== 'tcp') return { ...entry, time: entry.time + round * span };
    const moved = (port: number): number => (port > 1024 ? 1025 + ((port + round * 7919) % 64_000) : port);
    const ports = { sport: moved(transport.sport), dport: moved(transport.dport) };
    return {
      ...entry,
      time: entry.time + round * span,
      packet: { ...packet, transport: { ...transport, ...ports } },
    };
  });
  return { ...document, entries: all };
}

function lengthOf(document: CaseDocument): number {
  return fragmentOf(packCase({ text: printCase(document), view: PLAIN_VIEW, fingerprint: null })).length;
}

/** What the same packets would take as JSON, deflated. */
function peerOf(document: CaseDocument): number {
  const json = new TextEncoder().encode(JSON.stringify(document));
  return Math.ceil((deflateSync(json, { level: 9 }).length * 4) / 3);
}

function rowOf(document: CaseDocument, packets: number, unit: string): Row {
  const ours = lengthOf(document);
  const peer = peerOf(document);
  const most = MOST[`${packets} ${unit}`];
  return {
    id: 'link',
    what: `link to ${amount(packets)} packets of HTTP${packets > 3000 ? ', three thousand again and again' : ''}, times to ${unit}`,
    ours: `${ours.toLocaleString('en')} characters, ${((ours * 3) / 4 / packets).toFixed(2)} bytes a packet`,
    peer: `${peer.toLocaleString('en')} as JSON`,
    ratio: (ours / peer).toFixed(2),
    target: most === undefined ? '-' : `at most ${most.toLocaleString('en')} characters`,
    met: most === undefined ? null : ours <= most,
    why: '',
  };
}

/** How long links are. */
export const linking: Measure = {
  ids: ['link'],
  async run(bench) {
    const { program } = loadRun(join(bench.root, 'e2e', 'recorded-runs', 'linux-6.12', RUN));
    const whole = slimmed(documentOf(program, { title: RUN, about: '' }));
    return SIZES.flatMap((packets) => {
      const document = lengthened(whole, packets);
      return UNITS.map(([name, unit]) => rowOf(withCoarseTimes(document, unit), packets, name));
    });
  },
};
