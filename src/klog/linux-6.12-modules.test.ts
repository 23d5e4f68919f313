import { describe, expect, it } from 'vitest';
import {
  allFormats,
  idsOf,
  type LeftOut,
  type MessageRow,
  messageOf,
  plainFormat,
} from '../testing/catalogue.ts';
import { helper } from './linux-6.12-helper.ts';

/**
 * Is every message of the schedulers, the protocols and the helpers in the catalogue? Read off the source of
 * linux-6.12 (ip_vs_sched.c and each scheduler, ip_vs_proto*.c, ip_vs_app.c, ip_vs_ftp.c, ip_vs_pe*.c,
 * ip_vs_nfct.c), file by file.
 */
const SERVER = 'server %s:%d';
const COUNTS = 'activeconns %d refcnt %d weight %d';
const OVERHEAD = `${COUNTS} overhead %d`;

const table = (name: string, title: string): MessageRow[] => [
  [`sched.${name}_allocated`, 6, `${title} (memory=%dbytes) allocated for current service`],
  [`sched.${name}_released`, 6, `${title} (memory=%dbytes) released`],
];

/** A scheduler's first and last line. */
const plain = (name: string, what: string): MessageRow[] => [
  [`sched.${name}`, 6, `ip_vs_${name}_schedule(): Scheduling...`],
  [`sched.${name}_pick`, 6, what.replace('NAME', name.toUpperCase())],
];

const PRESENT: readonly MessageRow[] = [
  // ip_vs_ctl.c, ip_vs_sched.c
  ['sched.not_found', -1, 'Scheduler module ip_vs_%s not found'],
  ['sched.getbyname', 2, 'ip_vs_sched_getbyname(): sched_name "%s"'],
  ['sched.err_fwm', -1, '%s: FWM %d 0x%08X - %s'],
  ['sched.err_addr', -1, '%s: %s %s:%d - %s'],
  ['sched.bind_init_error', -1, 'ip_vs_bind_scheduler(): init error'],
  // ip_vs_rr.c, ip_vs_wrr.c
  ...plain('rr', `NAME: ${SERVER} ${COUNTS}`),
  ...plain('wrr', `NAME: ${SERVER} ${COUNTS}`),
  // ip_vs_lc.c, ip_vs_wlc.c, ip_vs_sed.c, ip_vs_nq.c
  ...plain('lc', `NAME: ${SERVER} activeconns %d inactconns %d`),
  ...plain('wlc', `NAME: ${SERVER} ${OVERHEAD}`),
  ...plain('sed', `NAME: ${SERVER} ${OVERHEAD}`),
  ...plain('nq', `NAME: ${SERVER} ${OVERHEAD}`),
  // ip_vs_fo.c, ip_vs_ovf.c, ip_vs_twos.c
  ...plain('fo', `NAME: ${SERVER} activeconns %d weight %d`),
  ...plain('ovf', `NAME: ${SERVER} active %d w %d`),
  ...plain('twos', `twos: ${SERVER} conns %d refcnt %d weight %d`),
  // ip_vs_sh.c
  ...plain('sh', `NAME: source IP address %s --> ${SERVER}`),
  ...table('sh', 'SH hash table'),
  ['sched.sh_assigned', 6, 'assigned i: %d dest: %s weight: %d'],
  ['sched.sh_unavailable', 6, `SH: selected unavailable ${SERVER}, reselecting`],
  ['sched.sh_unavailable_offset', 6, `SH: selected unavailable ${SERVER} (offset %d), reselecting`],
  // ip_vs_dh.c
  ...plain('dh', `NAME: destination IP address %s --> ${SERVER}`),
  ...table('dh', 'DH hash table'),
  // ip_vs_mh.c
  ['sched.mh', 6, 'ip_vs_mh_schedule : Scheduling...'],
  ['sched.mh_pick', 6, `MH: source IP address %s:%d --> ${SERVER}`],
  ...table('mh', 'MH lookup table'),
  ['sched.mh_reassign', 6, 'MH: reassign lookup table of %s:%d'],
  ['sched.mh_unavailable', 6, `MH: selected unavailable ${SERVER}, reselecting`],
  ['sched.mh_unavailable_offset', 6, `MH: selected unavailable ${SERVER} (offset %d), reselecting`],
  // ip_vs_lblc.c
  ...plain('lblc', `NAME: ${SERVER} ${OVERHEAD}`),
  ...table('lblc', 'LBLC hash table'),
  ['sched.lblc_chosen', 6, `LBLC: destination IP address %s --> ${SERVER}`],
  // ip_vs_lblcr.c
  ...plain('lblcr', `NAME: ${SERVER} ${OVERHEAD}`),
  ...table('lblcr', 'LBLCR hash table'),
  ['sched.lblcr_set_min', 6, `ip_vs_dest_set_min(): ${SERVER} ${OVERHEAD}`],
  ['sched.lblcr_set_max', 6, `ip_vs_dest_set_max(): ${SERVER} ${OVERHEAD}`],
  ['sched.lblcr_no_destination', 1, 'no destination available'],
  ['sched.lblcr_chosen', 6, `LBLCR: destination IP address %s --> ${SERVER}`],
  // ip_vs_proto_tcp.c, ip_vs_proto_sctp.c, ip_vs_proto_ah_esp.c
  ['proto.tcp_state', 8, '%s %s [%c%c%c%c] c:%s:%d v:%s:%d d:%s:%d state: %s->%s conn->refcnt:%d'],
  ['proto.tcp_state_idx', 8, 'tcp_state_idx=%d!!!'],
  ['proto.sctp_state', 8, '%s %s  %s:%d->%s:%d state: %s->%s conn->refcnt:%d'],
  ['proto.unknown_isakmp', 12, 'Unknown ISAKMP entry for %s packet %s%s %s->%s'],
  ['helper.app_bind', 9, 'tcp_app_conn_bind(): Binding conn %s:%d->%s:%d to app %s on port %d'],
  // ip_vs_ftp.c
  ['helper.got_pasv', 7, 'got PASV at %d of %d'],
  ['helper.got_epsv', 7, 'got EPSV at %d of %d'],
  ['helper.port_detected', 7, 'PORT %s:%d detected'],
  ['helper.eprt_detected', 7, 'EPRT %s:%d detected'],
  ['helper.ftp_protocol', 7, 'protocol %s %s:%d %s:%d'],
  ['helper.pasv_response', 7, 'PASV response (%s:%d) -> %s:%d detected'],
  ['helper.epsv_response', 7, 'EPSV response (%s:%d) -> %s:%d detected'],
  // ip_vs_pe.c, ip_vs_pe_sip.c
  ['helper.pe_getbyname', 10, '__ip_vs_pe_getbyname(): pe_name "%s"'],
  ['helper.pe_not_found', -1, 'persistence engine module ip_vs_pe_%s not found'],
  ['helper.sip_callid', 9, 'SIP callid %s (%d bytes)'],
  ['helper.sip_match', 9, 'SIP template match %s %s->%s:%d %s'],
];

const LOADING = 'printed when a module comes or goes, before a machine begins';
const CHECKSUM = 'captures hold packets whose checksums the card has yet to fill: they count as right';
const REWRITING = 'the model does not rewrite payloads, so sequence numbers stay as they are';
const OTHER_APPS = 'the only helper is that of FTP, for TCP';
const BUG = 'tells of a fault of the kernel itself; the model has no way there';
const PR_DEBUG = 'dynamic debug: never visible without it';

const OUT_OF_SCOPE: readonly LeftOut[] = [
  ['register_ip_vs_scheduler(): NULL arg', LOADING],
  ['register_ip_vs_scheduler(): NULL scheduler_name', LOADING],
  ['register_ip_vs_scheduler(): [%s] scheduler already linked', LOADING],
  ['register_ip_vs_scheduler(): [%s] scheduler already existed in the system', LOADING],
  ['unregister_ip_vs_scheduler(): NULL arg', LOADING],
  ['unregister_ip_vs_scheduler(): [%s] scheduler is not in the list. failed', LOADING],
  ['[%s] scheduler registered.', LOADING],
  ['[%s] scheduler unregistered.', LOADING],
  ['Registered protocols (%s)', LOADING],
  ['%s App %s:%d registered', LOADING],
  ['%s App %s:%d unregistered', LOADING],
  ['register_ip_vs_pe(): [%s] pe already existed in the system', LOADING],
  ['[%s] pe registered.', LOADING],
  ['[%s] pe unregistered.', LOADING],
  ['vs_fix_seq(): added delta (%d) to seq', REWRITING],
  ['vs_fix_seq(): added previous_delta (%d) to seq', REWRITING],
  ['vs_fix_ack_seq(): subtracted delta (%d) from ack_seq', REWRITING],
  ['vs_fix_ack_seq(): subtracted previous_delta (%d) from ack_seq', REWRITING],
  ['O-pkt: %s O-csum=%d (+%d)', CHECKSUM],
  ['Failed checksum for %s', CHECKSUM],
  ['udp_app_conn_bind(): Binding conn %s:%d->%s:%d to app %s on port %d', OTHER_APPS],
  ['sctp_app_conn_bind: Binding conn %s:%d->%s:%d to app %s on port %d', OTHER_APPS],
  ['UDP no ns data', BUG],
  ['%s: %s %s (ip_vs_tcpudp_debug_packet)', PR_DEBUG],
];

const TUPLE = '%s:%d->%s:%d/%d';
const CONN = '%s:%d->%s:%d->%s:%d/%d:%d';
const UPDATING = 'ip_vs_update_conntrack: Updating conntrack ct=%p, status=0x%X, ctinfo=%d,';
const CALLBACK = 'ip_vs_nfct_expect_callback:';

/** ip_vs_nfct.c: what of it the catalogue has is worded so. */
const NFCT: readonly string[] = [
  `${UPDATING} old reply=${TUPLE}`,
  `${UPDATING} new reply=${TUPLE}`,
  `ip_vs_update_conntrack: Updated conntrack ct=%p for cp=${CONN}`,
  `${CALLBACK} for ct=%p, status=0x%X found inout cp=${CONN}`,
  `${CALLBACK} for ct=%p, status=0x%X found outin cp=${CONN}`,
  `${CALLBACK} ct=%p before alter: reply tuple=${TUPLE}`,
  `${CALLBACK} ct=%p, status=0x%X, tuple=${TUPLE} - unknown expect`,
  `ip_vs_nfct_expect_related: ct=%p, expect tuple=${TUPLE}`,
  `ip_vs_conn_drop_conntrack: dropping conntrack for conn ${CONN}`,
  `ip_vs_conn_drop_conntrack: ct=%p deleted for tuple=${TUPLE}`,
  `ip_vs_conn_drop_conntrack: ct=%p, no conntrack for tuple=${TUPLE}`,
  `ip_vs_conn_drop_conntrack: no conntrack for tuple=${TUPLE}`,
];

const isNfct = (fn: string): boolean => fn.includes('conntrack') || fn.includes('nfct');

describe('the catalogue of linux-6.12', () => {
  it.each(PRESENT)('has %s', (id, level, format) => {
    const message = messageOf(id);
    expect(message && { level: message.level, format: plainFormat(message.template) }).toEqual({
      level,
      format,
    });
  });

  it('leaves out what the model cannot print, each with a reason', () => {
    const formats = allFormats();
    for (const [format, reason] of OUT_OF_SCOPE) {
      expect([format, formats.has(format)]).toEqual([format, false]);
      expect(reason.length).toBeGreaterThan(10);
    }
  });

  it('accounts for every message of the modules once', () => {
    const listed = PRESENT.map(([id]) => id);
    expect(new Set(listed).size).toBe(listed.length);
    const all = idsOf(['sched', 'proto', 'helper']).filter((id) => !isNfct(messageOf(id)?.fn ?? ''));
    expect(all.filter((id) => !listed.includes(id))).toEqual([]);
  });

  it('words what it has of ip_vs_nfct.c as the kernel does, at level 7', () => {
    for (const { fn, level, template } of Object.values(helper).filter((message) => isNfct(message.fn))) {
      expect(level).toBe(7);
      expect(NFCT, fn).toContain(plainFormat(template));
    }
  });
});
