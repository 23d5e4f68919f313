import { addrEqual, formatEndpoint } from '../base/inet.ts';
import { formatCommand } from '../control/format.ts';
import type { Endpoint } from '../inputs/program.ts';
import { syncMessageOf } from '../inputs/sync-messages.ts';
import {
  IP_VS_CONN_F_MASQ,
  IP_VS_FWD_METHOD,
  type ip_vs_conn,
  type ip_vs_dest,
} from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../kernel/ipvs/ip_vs_proto.ts';
import { sync_header_text } from '../kernel/ipvs/sync_words.ts';
import { NF_DROP } from '../kernel/lib/netfilter.ts';
import type { Facts } from './facts.ts';
import type { Event } from './playback.ts';
import type { Tone } from './views.ts';

/** What the list says about an event, in a few words. */
export interface Outcome {
  readonly what: string;
  readonly template: boolean;
  readonly tone: Tone;
  /** `192.168.1.12:80`, the model's choice, or null. */
  readonly server: string | null;
  /** The same from the capture. */
  readonly seen: string | null;
}

export function serverKey(dest: Pick<ip_vs_dest, 'addr' | 'port'>): string {
  return formatEndpoint(dest.addr, dest.port);
}

const plain = (what: string, tone: Tone, server: string | null = null): Outcome => ({
  what,
  template: false,
  tone,
  server,
  seen: null,
});

/** What an event came to, in the few words of the packet list. */
export function outcomeOf(event: Event, facts: Facts): Outcome {
  if (event.kind === 'note') return plain(event.input.text, 'decision');
  if (event.kind === 'timer') return timerOutcome(event, facts);
  if (event.kind === 'command') {
    const text = event.input.text || formatCommand(event.input.command);
    return plain(event.outcome ? `${text}: ${event.outcome}` : text, event.outcome ? 'trouble' : 'decision');
  }
  return packetOutcome(event, facts);
}

function syncThread(sent: number): string {
  if (sent === 0) return 'sync thread: nothing to send yet';
  return sent === 1 ? 'sync message sent' : `${sent} sync messages sent`;
}

function timerOutcome(event: Extract<Event, { kind: 'timer' }>, facts: Facts): Outcome {
  const { cp, kind } = event.fired;
  if (!cp) {
    const released = facts.released.length;
    if (kind === 'expire_nodest_conn_work')
      return plain(`entries of removed servers: ${released} released`, 'decision');
    if (kind === 'sync_thread' || kind === 'master_wakeup_work')
      return plain(syncThread(facts.sent), 'routine');
    return plain(kind, 'routine');
  }
  const template = (cp.flags & 0x1000) !== 0;
  const what = facts.delayed === cp ? 'timer fired, held, re-armed 60 s' : 'timer fired, released';
  const server = facts.delayed === cp && cp.dest ? serverKey(cp.dest) : null;
  return { what: template ? `template: ${what}` : what, template, tone: 'routine', server, seen: null };
}

function packetOutcome(event: Extract<Event, { kind: 'packet' }>, facts: Facts): Outcome {
  const server = facts.sync === null && facts.entry?.dest ? serverKey(facts.entry.dest) : null;
  const { seen } = event.input;
  const seenKey = seen ? formatEndpoint(seen.addr, seen.port) : null;
  const differs = seen !== null && event.verdict !== null && !agrees(seen, facts.entry);
  const told = packetText(event, facts);
  if (!differs) return { ...told, server, seen: null };
  return { ...told, tone: 'differs', server, seen: seenKey };
}

/** Is the server that the capture shows the one that the model has? A port of 0 is not known. */
export function agrees({ addr, port }: Endpoint, entry: ip_vs_conn | null): boolean {
  if (!entry || !addrEqual(entry.daddr, addr)) return false;
  const masq = IP_VS_FWD_METHOD(entry) === IP_VS_CONN_F_MASQ;
  return !masq || port === 0 || port === entry.dport;
}

type Told = Omit<Outcome, 'server' | 'seen'>;
const told = (what: string, tone: Tone, template = false): Told => ({ what, tone, template });

function packetText(event: Extract<Event, { kind: 'packet' }>, facts: Facts): Told {
  if (event.verdict === null && !event.told) return told('not an input', 'routine');
  if (facts.sync !== null) return told(facts.sync, 'decision');
  const message = event.hook === 'LOCAL_OUT' && event.ip ? syncMessageOf(event.ip) : null;
  if (message) return told(sync_header_text(message), 'routine');
  if (!facts.seen) return told('IPVS not hooked in', 'routine');
  if (facts.conntrackClash) return told('drop, conntrack clash', 'trouble');
  if (event.verdict === NF_DROP) return dropped(facts);
  if (facts.ftpDropped) return told('drop, no conntrack for FTP', 'trouble');
  if (event.told?.refused) return told('no destination', 'trouble');
  if (facts.entryIs === 'made') return madeText(facts, event.told !== undefined);
  if (facts.entryIs === null) return passed(facts);
  const { stateFrom, stateTo } = facts;
  const reply = facts.entryIs === 'reply';
  if (facts.expects) return told(`${reply ? 'reply' : 'entry hit'}, FTP data expected`, 'decision');
  if (facts.entry && stateFrom !== stateTo && stateTo >= 0) {
    const state = ip_vs_state_name({ ...facts.entry, state: stateTo });
    return told(`${reply ? 'reply ' : ''}→ ${state}`, 'routine');
  }
  return told(reply ? 'reply' : 'entry hit', 'routine');
}

/** @param byLog a log tells it: which scheduler chose may not be known */
function madeText(facts: Facts, byLog: boolean): Told {
  const name = byLog ? '' : (facts.service?.scheduler ?? 'scheduled');
  const by = name === '' ? '' : `, ${name}`;
  const again = facts.replaced ? ', rescheduled' : '';
  if (facts.templateIs === 'hit') return told(`template hit${again}`, 'decision', true);
  if (facts.invalidated) return told(`template invalid${by}${again}`, 'decision', true);
  if (facts.templateIs === 'made') return told(`template made${by}${again}`, 'decision', true);
  return told(`scheduled${by}${again}`, 'decision');
}

function dropped(facts: Facts): Told {
  if (facts.oldConntrack) return told('drop, old conntrack', 'trouble');
  if (facts.todrop) return told('drop, drop_packet', 'trouble');
  if (facts.lookedForService) return told('drop, no destination', 'trouble');
  return told(facts.entry ? 'drop, server removed' : 'drop', 'trouble');
}

function passed(facts: Facts): Told {
  if (facts.lookedForService && !facts.service) return told('no service, passes', 'routine');
  if (facts.service) return told('not scheduled, passes', 'decision');
  return told('no entry, passes', 'routine');
}
