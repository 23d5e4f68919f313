import { define, err, info } from './define.ts';
import type { Message } from './message.ts';

/** Messages of ip_vs_sched.c and the schedulers, linux-6.12. */
const no_bracket_pick = (name: string, what: string): Message =>
  define(`${name}_pick`, `ip_vs_${name}_schedule`, 6, `${name.toUpperCase()}: server %A:%d ${what}`);
const scheduling = (name: string): Message =>
  define(`${name}_scheduling`, `ip_vs_${name}_schedule`, 6, `ip_vs_${name}_schedule(): Scheduling...`);
/** Tables of schedulers come and go with their service. */
const table = (name: string, what: 'allocated' | 'released', fn: 'init' | 'done', title: string): Message =>
  define(
    `${name}_${what}`,
    `ip_vs_${name}_${fn}_svc`,
    6,
    `${title} (memory=%dbytes) ${what}${what === 'allocated' ? ' for current service' : ''}`,
  );
const OVERHEAD = 'activeconns %d refcnt %d weight %d overhead %d';

export const sched = {
  bind_init_error: err('bind_init_error', 'ip_vs_bind_scheduler', 'ip_vs_bind_scheduler(): init error'),
  getbyname: define('getbyname', 'ip_vs_sched_getbyname', 2, 'ip_vs_sched_getbyname(): sched_name "%s"'),
  not_found: info('not_found', 'ip_vs_scheduler_get', 'Scheduler module ip_vs_%s not found'),
  err_fwm: err('err_fwm', 'ip_vs_scheduler_err', '%s: FWM %u 0x%08X - %s'),
  err_addr: err('err_addr', 'ip_vs_scheduler_err', '%s: %s %A:%d - %s'),
  rr: scheduling('rr'),
  rr_pick: no_bracket_pick('rr', 'activeconns %d refcnt %d weight %d'),
  wrr: scheduling('wrr'),
  wrr_pick: no_bracket_pick('wrr', 'activeconns %d refcnt %d weight %d'),
  lc: scheduling('lc'),
  lc_pick: no_bracket_pick('lc', 'activeconns %d inactconns %d'),
  wlc: scheduling('wlc'),
  wlc_pick: no_bracket_pick('wlc', OVERHEAD),
  sed: scheduling('sed'),
  sed_pick: no_bracket_pick('sed', OVERHEAD),
  nq: scheduling('nq'),
  nq_pick: no_bracket_pick('nq', OVERHEAD),
  sh: scheduling('sh'),
  sh_pick: define('sh_pick', 'ip_vs_sh_schedule', 6, 'SH: source IP address %A --> server %A:%d'),
  sh_assigned: define('sh_assigned', 'ip_vs_sh_reassign', 6, 'assigned i: %d dest: %A weight: %d'),
  sh_unavailable: define(
    'sh_unavailable',
    'ip_vs_sh_get_fallback',
    6,
    'SH: selected unavailable server %A:%d, reselecting',
  ),
  sh_unavailable_offset: define(
    'sh_unavailable_offset',
    'ip_vs_sh_get_fallback',
    6,
    'SH: selected unavailable server %A:%d (offset %d), reselecting',
  ),
  sh_allocated: table('sh', 'allocated', 'init', 'SH hash table'),
  sh_released: table('sh', 'released', 'done', 'SH hash table'),
  dh: scheduling('dh'),
  dh_pick: define('dh_pick', 'ip_vs_dh_schedule', 6, 'DH: destination IP address %A --> server %A:%d'),
  dh_allocated: table('dh', 'allocated', 'init', 'DH hash table'),
  dh_released: table('dh', 'released', 'done', 'DH hash table'),
  mh: define('mh_scheduling', 'ip_vs_mh_schedule', 6, 'ip_vs_mh_schedule : Scheduling...'),
  mh_pick: define('mh_pick', 'ip_vs_mh_schedule', 6, 'MH: source IP address %A:%u --> server %A:%u'),
  mh_reassign: define('mh_reassign', 'ip_vs_mh_reassign', 6, 'MH: reassign lookup table of %A:%u'),
  mh_unavailable: define(
    'mh_unavailable',
    'ip_vs_mh_get_fallback',
    6,
    'MH: selected unavailable server %A:%u, reselecting',
  ),
  mh_unavailable_offset: define(
    'mh_unavailable_offset',
    'ip_vs_mh_get_fallback',
    6,
    'MH: selected unavailable server %A:%u (offset %u), reselecting',
  ),
  mh_allocated: table('mh', 'allocated', 'init', 'MH lookup table'),
  mh_released: table('mh', 'released', 'done', 'MH lookup table'),
  fo: scheduling('fo'),
  fo_pick: no_bracket_pick('fo', 'activeconns %d weight %d'),
  ovf: scheduling('ovf'),
  ovf_pick: no_bracket_pick('ovf', 'active %d w %d'),
  twos: scheduling('twos'),
  twos_pick: define('twos_pick', 'ip_vs_twos_schedule', 6, 'twos: server %A:%u conns %d refcnt %d weight %d'),
  lblc: scheduling('lblc'),
  lblc_pick: no_bracket_pick('lblc', OVERHEAD),
  lblc_chosen: define(
    'lblc_chosen',
    'ip_vs_lblc_schedule',
    6,
    'LBLC: destination IP address %A --> server %A:%d',
  ),
  lblc_allocated: table('lblc', 'allocated', 'init', 'LBLC hash table'),
  lblc_released: table('lblc', 'released', 'done', 'LBLC hash table'),
  lblcr: scheduling('lblcr'),
  lblcr_pick: no_bracket_pick('lblcr', OVERHEAD),
  lblcr_set_min: define(
    'lblcr_set_min',
    'ip_vs_dest_set_min',
    6,
    `ip_vs_dest_set_min(): server %A:%d ${OVERHEAD}`,
  ),
  lblcr_set_max: define(
    'lblcr_set_max',
    'ip_vs_dest_set_max',
    6,
    `ip_vs_dest_set_max(): server %A:%d ${OVERHEAD}`,
  ),
  lblcr_no_destination: define('lblcr_no_destination', 'ip_vs_lblcr_schedule', 1, 'no destination available'),
  lblcr_chosen: define(
    'lblcr_chosen',
    'ip_vs_lblcr_schedule',
    6,
    'LBLCR: destination IP address %A --> server %A:%d',
  ),
  lblcr_allocated: table('lblcr', 'allocated', 'init', 'LBLCR hash table'),
  lblcr_released: table('lblcr', 'released', 'done', 'LBLCR hash table'),
} as const;
