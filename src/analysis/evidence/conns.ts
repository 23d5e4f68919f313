import { formatEndpoint } from '../../base/inet.ts';
import type { StartEntry } from '../../control/start-entry.ts';
import { startEntry } from '../../inputs/listing-start.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import type { ip_vs_conn } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { ConnsListing } from '../../readers/listings/listed.ts';
import type { EvidenceResult } from '../../trace/evidence-views.ts';
import { Comparison, type MachineAt, told } from './moment.ts';

/** Seconds by which the time that is left may differ. */
const TOLERANCE = 2;

type Ends = Pick<StartEntry, 'protocol' | 'caddr' | 'cport' | 'vaddr' | 'vport' | 'daddr' | 'dport'>;

function subject({ protocol, caddr, cport, vaddr, vport }: Ends): string {
  const name = ip_vs_proto_name(protocol);
  return `${name} ${formatEndpoint(caddr, cport)} > ${formatEndpoint(vaddr, vport)}`;
}

const server = ({ daddr, dport }: Ends): string => formatEndpoint(daddr, dport);

/** Seconds until the time that the timer was set for. */
function left(cp: ip_vs_conn, { ipvs, jiffies }: MachineAt): number {
  if (cp.timer.slot < 0) return 0;
  return Math.max(0, (cp.timer.expires - jiffies) / ipvs.params.hz);
}

/** How far the model's time is from the listing's, which is cut to whole seconds. */
function timeOff(model: number, listed: number): number {
  if (model < listed) return listed - model;
  return Math.max(0, model - (listed + 1));
}

function differing(cp: ip_vs_conn, entry: StartEntry, machine: MachineAt): string[] {
  const said: string[] = [];
  const state = ip_vs_state_name(cp, machine.ipvs.params.profile);
  if (state !== entry.state) said.push(told(entry.state, state));
  if (server(cp) !== server(entry)) said.push(told(server(entry), server(cp), 'server'));
  const model = left(cp, machine);
  if (timeOff(model, entry.expiresS) > TOLERANCE) {
    said.push(told(`${entry.expiresS} s`, `${model.toFixed(2)} s`, 'time left'));
  }
  return said;
}

const key = (ends: Ends, peData: string | null): string => `${subject(ends)} ${peData ?? ''}`;

function tableOf({ ipvs }: MachineAt): Map<string, ip_vs_conn[]> {
  const table = new Map<string, ip_vs_conn[]>();
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    const name = key(cp, cp.pe_data);
    const known = table.get(name);
    if (known) known.push(cp);
    else table.set(name, [cp]);
  }
  return table;
}

/** Entries of a listing against those of the model: who is missing, who is too many, state, server, time left. */
export function compareConns(listing: ConnsListing, machine: MachineAt): EvidenceResult {
  const comparison = new Comparison('entries', machine);
  const table = tableOf(machine);
  let names = 0;
  for (const conn of listing.conns) {
    const entry = startEntry(conn);
    if (!entry) {
      names++;
      continue;
    }
    const same = table.get(key(entry, entry.peData)) ?? [];
    const best = same.findIndex((cp) => server(cp) === server(entry));
    const [cp] = same.splice(Math.max(0, best), 1);
    if (cp) comparison.row(subject(entry), differing(cp, entry, machine));
    else
      comparison.missing(subject(entry), `${entry.state} to ${server(entry)}: the model has no such entry`);
  }
  for (const cp of [...table.values()].flat()) {
    const state = ip_vs_state_name(cp, machine.ipvs.params.profile);
    comparison.extra(subject(cp), `${state} to ${server(cp)}: the listing has no such entry`);
  }
  if (names > 0) comparison.notes.push(`${names} entries are given by names and not compared: list with -n.`);
  return comparison.result();
}
