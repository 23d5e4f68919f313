import { type Problem, warning } from '../../base/result.ts';
import type { PacketText } from './records.ts';
import type { StampStyle } from './stamp.ts';
import type { Note, Refusal } from './told.ts';

const REFUSALS: Readonly<Record<Refusal, string>> = {
  'tcpdump-names':
    'have names instead of addresses, and nothing is looked up here: capture or print again with "tcpdump -nn"',
  'tcpdump-ports': 'have a port by a name that is not known here: capture or print again with "tcpdump -nn"',
  'tcpdump-not-ip': 'are not IP (ARP, ...): they are left out',
  'tcpdump-neighbour': 'are neighbour discovery or group membership of IPv6: they are left out',
  'tcpdump-not-understood': 'are of a kind that is not understood here: they are left out',
};

const NOTES: Readonly<Record<Note, string>> = {
  'port-names': 'Ports by name: tcpdump ran without "-nn", and the usual numbers of the names are taken.',
  'payload-length': 'The length of some UDP packets is not told: they are taken as empty.',
  embedded:
    'ICMP errors do not show the packets they are about (that takes "-v"): the last packet that fits is taken.',
  sequence:
    'Some flows begin behind their first segments: their sequence numbers are not told and count from 0.',
  'no-header':
    'TTL, identification and fragment flags are not told (that takes "-v"): TTL 64 and no flags are taken.',
};

const TIMES: Readonly<Record<StampStyle, string | null>> = {
  none: 'The packets have no times ("-t"): all of them are put at the beginning.',
  time: 'The times have no date: the day is unknown.',
  epoch: null,
  delta: 'The times are differences ("-ttt"): the first packet is put at the beginning.',
  date: 'The times have no time zone: they are read as UTC.',
  'since-first': 'The times count from the first packet ("-ttttt"): when that was is unknown.',
};

/** Packets that are left out, counted by reason. */
export class Refusals {
  private readonly counts = new Map<Refusal, { count: number; first: PacketText }>();

  add(refusal: Refusal, packet: PacketText): void {
    const known = this.counts.get(refusal);
    if (known) known.count++;
    else this.counts.set(refusal, { count: 1, first: packet });
  }

  problems(): Problem[] {
    return [...this.counts].map(([code, { count, first }]) => {
      const message = `${count} packets from line ${first.line} on ${REFUSALS[code]}.`;
      return warning(code, message, { line: first.line, evidence: first.text.slice(0, 200) });
    });
  }
}

export function noteProblems(notes: ReadonlySet<Note>): Problem[] {
  return [...notes].map((note) => warning(`tcpdump-${note}`, NOTES[note]));
}

/** `dated` = the day was told by something else. */
export function timeProblems(style: StampStyle, sure: boolean, dated: boolean): Problem[] {
  const day = 'The times have no date: the day is that of the time before them in the text.';
  const text = style === 'time' && dated ? day : TIMES[style];
  const problems = text === null ? [] : [warning('tcpdump-time', text)];
  if (!sure) {
    const message =
      'Too few packets to tell "-ttt" from "-ttttt": the times are taken from the first packet on.';
    problems.push(warning('tcpdump-time', message));
  }
  return problems;
}
