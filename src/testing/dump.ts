import { formatEndpoint } from '../base/inet.ts';
import { conn_tab_walk } from '../kernel/ipvs/conn_tab.ts';
import type { ip_vs_conn, ip_vs_dest, ip_vs_service } from '../kernel/ipvs/ip_vs.ts';
import { services_walk } from '../kernel/ipvs/ip_vs_ctl.ts';
import { scheduler_of } from '../kernel/ipvs/ip_vs_sched.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';

/** The state of a machine as text, a line an object, with every field that a view can show. */

function fields(object: object, skipped: readonly string[]): string {
  return Object.entries(object)
    .filter(([name]) => !skipped.includes(name))
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'object' && value && 'uid' in value ? `#${value.uid}` : value}`,
    )
    .join(' ');
}

function connLine(cp: ip_vs_conn): string {
  const { expires, fires, slot } = cp.timer;
  const timer = slot >= 0 ? `timer=${expires}/${fires}` : 'timer=off';
  return `${fields(cp, ['timer', 'c_next', 'c_prev'])} ${timer} next=#${cp.c_next?.uid ?? 0} prev=#${cp.c_prev?.uid ?? 0}`;
}

const destLine = (dest: ip_vs_dest): string => fields(dest, ['stats', 'idle_start']);

/** Whatever a scheduler keeps: servers by their number, timers by what they show. */
function memoryText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('uid' in value) return `#${value.uid}`;
  if (Array.isArray(value)) return `[${value.map(memoryText).join(' ')}]`;
  const shown = 'slot' in value ? ['expires', 'fires', 'slot'] : Object.keys(value);
  const of = value as Record<string, unknown>;
  return `{${shown.map((name) => `${name}=${memoryText(of[name])}`).join(' ')}}`;
}

function serviceLines(ipvs: netns_ipvs, svc: ip_vs_service): string[] {
  const { destinations } = svc;
  const scheduler = scheduler_of(svc);
  const figures = destinations.map((dest) => scheduler?.figure?.of(svc, dest, ipvs) ?? '').join(',');
  return [
    `${fields(svc, ['stats', 'sched_data', 'destinations'])} ${scheduler?.describe?.(svc) ?? ''} [${figures}]`,
    `  memory ${memoryText(svc.sched_data)}`,
    ...destinations.map((dest) => `  -> ${destLine(dest)}`),
  ];
}

/** Daemons and buffers; Uint8Array as its numbers. */
function syncText({ sync }: netns_ipvs): string {
  return JSON.stringify(sync, (name, value: unknown) =>
    name === 'timer' || name === 'master_wakeup_work' ? 0 : value,
  );
}

/** Everything but counters and the inside of the timer wheel. */
export function dumpMachine(ipvs: netns_ipvs): string {
  return [
    `now ${ipvs.now_ns}`,
    ...[...conn_tab_walk(ipvs.conn_tab)].map(connLine),
    ...[...services_walk(ipvs)].flatMap((svc) => serviceLines(ipvs, svc)),
    `sync ${syncText(ipvs)}`,
    ...ipvs.dest_trash.map((dest) => `trash ${formatEndpoint(dest.addr, dest.port)} ${destLine(dest)}`),
    ...ipvs.nf_conntrack_hash.flat().map((ct) => `conntrack ${JSON.stringify(ct)}`),
  ].join('\n');
}
