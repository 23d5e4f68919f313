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
import { initialJiffies, uptimeOf } from '../kernel/lib/jiffies.ts';
import { type nf_conn, type nf_conntrack_tuple, STATUS_NAMES } from '../kernel/lib/nf_conntrack.ts';
import { SCTP_STATE_NAMES } from '../kernel/lib/nf_conntrack_proto_sctp.ts';
import { TCP_STATE_NAMES } from '../kernel/lib/nf_conntrack_proto_tcp.ts';
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

function statusNames(status: number): string[] {
  return STATUS_NAMES.filter(([bit]) => status & bit).map(([, name]) => name);
}

const FLAG_NAMES = {
  ip_vs_conn: connFlagNames,
  ip_vs_dest: destFlagNames,
  ip_vs_service: serviceFlagNames,
  nf_conn: statusNames,
};

/** Names of the bits that are set in the flags (of a conntrack: the status) of an object. */
export function flagNames(kind: KernelObject['kind'], flags: number): string[] {
  return FLAG_NAMES[kind](flags);
}

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
    case 'nf_conn':
      return `nf_conn ${formatEndpoint(object.original.src, object.original.src_all)}`;
  }
}

export function objectId(object: KernelObject): string {
  return `${object.kind}#${object.uid}`;
}

/** `172.16.0.1:1024 -> 10.0.0.100:80` */
export function tupleText({ src, src_all, dst, dst_all }: nf_conntrack_tuple): string {
  return `${formatEndpoint(src, src_all)} -> ${formatEndpoint(dst, dst_all)}`;
}

/** The state that the tracker of its protocol keeps; others have none. */
function ctStateText({ original }: nf_conn, state: number): FieldText {
  const names: Readonly<Record<number, readonly string[]>> = { 6: TCP_STATE_NAMES, 132: SCTP_STATE_NAMES };
  return text(String(state), names[original.protonum]?.[state] ?? '');
}

function stateText(cp: ip_vs_conn, state: number): FieldText {
  return text(String(state), ip_vs_state_name({ ...cp, state }));
}

/** Jiffies of a duration with its seconds. */
function durationText(jiffies: number, hz: number): FieldText {
  return text(String(jiffies), `${jiffies / hz} s`);
}

function ctFieldText(ct: nf_conn, field: string, value: number | string | boolean, hz: number): FieldText {
  const number = Number(value);
  if (field === 'status') return text(hex(number), statusNames(number).join(' | '));
  if (field === 'state') return ctStateText(ct, number);
  if (field !== 'timeout') return text(String(value));
  return number >= initialJiffies(hz)
    ? text(`${secondsText(uptimeOf(hz, number), hz)} s`)
    : durationText(number, hz);
}

/** A field's value in the words of the kernel. */
export function fieldText(object: KernelObject, field: string, value: FieldValue, hz: number): FieldText {
  if (value === null) return text('NULL');
  if (typeof value === 'object' && 'init_seq' in value) {
    const { init_seq, delta, previous_delta } = value;
    return text(`${init_seq} ${delta} ${previous_delta}`, 'from, shifted by, before that by');
  }
  if (typeof value === 'object' && 'kind' in value) return text(objectName(value));
  if (typeof value === 'object') return text('src' in value ? tupleText(value) : formatAddr(value));
  if (object.kind === 'nf_conn') return ctFieldText(object, field, value, hz);
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
