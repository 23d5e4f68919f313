import { formatAddr, formatEndpoint } from '../base/inet.ts';
import {
  CONN_FLAG_NAMES,
  FWD_NAMES,
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_DEST_F_AVAILABLE,
  IP_VS_DEST_F_OVERLOAD,
  IP_VS_SVC_F_HASHED,
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
} from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../kernel/ipvs/ip_vs_proto.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import type { FieldValue, KernelObject } from '../kernel/probe.ts';

/** How fields of kernel objects are written: the value as the kernel holds it, and what it means. */

export interface FieldText {
  readonly value: string;
  readonly gloss: string;
}

const text = (value: string, gloss = ''): FieldText => ({ value, gloss });

export function connFlagNames(flags: number): string[] {
  const names = CONN_FLAG_NAMES.filter(([bit]) => flags & bit).map(([, name]) => name);
  const forward = FWD_NAMES[flags & IP_VS_CONN_F_FWD_MASK];
  return forward ? [...names.reverse(), forward] : names.reverse();
}

function destFlagNames(flags: number): string[] {
  const names: string[] = [];
  if (flags & IP_VS_DEST_F_AVAILABLE) names.push('AVAILABLE');
  if (flags & IP_VS_DEST_F_OVERLOAD) names.push('OVERLOAD');
  return names;
}

function serviceFlagNames(flags: number): string[] {
  const names: string[] = [];
  if (flags & IP_VS_SVC_F_PERSISTENT) names.push('PERSISTENT');
  if (flags & IP_VS_SVC_F_HASHED) names.push('HASHED');
  if (flags & IP_VS_SVC_F_ONEPACKET) names.push('ONEPACKET');
  if (flags & 0x38) names.push('SCHED');
  return names;
}

const FLAG_NAMES = { ip_vs_conn: connFlagNames, ip_vs_dest: destFlagNames, ip_vs_service: serviceFlagNames };

const hex = (value: number): string => `0x${value.toString(16)}`;

/** `364.00 s` of uptime: two digits at HZ 100, three at other rates. */
export function secondsText(seconds: number, hz: number): string {
  return seconds.toFixed(hz === 100 ? 2 : 3);
}

/** The name under which an object is pointed to: `ip_vs_dest .12` without the label. */
export function objectName(object: KernelObject): string {
  switch (object.kind) {
    case 'ip_vs_conn':
      return `ip_vs_conn ${formatEndpoint(object.caddr, object.cport)}`;
    case 'ip_vs_dest':
      return `ip_vs_dest ${formatEndpoint(object.addr, object.port)}`;
    case 'ip_vs_service':
      return object.fwmark
        ? `ip_vs_service fwm ${object.fwmark}`
        : `ip_vs_service ${formatEndpoint(object.addr, object.port)}`;
  }
}

export function objectId(object: KernelObject): string {
  return `${object.kind}#${object.uid}`;
}

function stateText(cp: ip_vs_conn, state: number): FieldText {
  return text(String(state), ip_vs_state_name({ ...cp, state }));
}

/** Jiffies of a duration with its seconds. */
function durationText(jiffies: number, hz: number): FieldText {
  return text(String(jiffies), `${jiffies / hz} s`);
}

/** A field's value in the words of the kernel. */
export function fieldText(object: KernelObject, field: string, value: FieldValue, hz: number): FieldText {
  if (value === null) return text('NULL');
  if (typeof value === 'object' && 'init_seq' in value) {
    const { init_seq, delta, previous_delta } = value;
    return text(`${init_seq} ${delta} ${previous_delta}`, 'from, shifted by, before that by');
  }
  if (typeof value === 'object') return 'kind' in value ? text(objectName(value)) : text(formatAddr(value));
  if (field === 'flags') return text(hex(Number(value)), FLAG_NAMES[object.kind](Number(value)).join(' | '));
  if (field === 'conn_flags') return text(hex(Number(value)), connFlagNames(Number(value)).join(' | '));
  if (field === 'timeout') return durationText(Number(value), hz);
  if (field === 'state' && object.kind === 'ip_vs_conn') return stateText(object, Number(value));
  if (field === 'protocol') return text(String(value), ip_vs_proto_name(Number(value)));
  if (field === 'timer.expires' || (field === 'sync_endtime' && value !== 0))
    return text(`${secondsText(uptimeOf(hz, Number(value)), hz)} s`);
  if (field === 'netmask' && object.kind === 'ip_vs_service') {
    return object.af === 2 ? text(formatAddr(Number(value))) : text(`/${value}`);
  }
  return text(String(value));
}
