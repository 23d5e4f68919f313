import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import {
  ipvsadm_L_timeout,
  ipvsadm_Ln,
  ipvsadm_Ln_persistent,
  ipvsadm_Ln_rate,
  ipvsadm_Ln_rate_exact,
  ipvsadm_Ln_stats,
  ipvsadm_Ln_stats_rounded,
  ipvsadm_Ln_thresholds,
} from './ipvsadm.ts';
import { ipvsadm_Lnc, ipvsadm_Lnc_persistent } from './ipvsadm_conns.ts';
import { ipvsadm_L_daemon } from './ipvsadm_daemon.ts';
import { proc_ip_vs, proc_ip_vs_conn, proc_ip_vs_conn_sync } from './proc.ts';
import { proc_ip_vs_stats, proc_ip_vs_stats_percpu } from './proc_stats.ts';
import { ipvsadm_Sn } from './rules.ts';

export type Listing = (ipvs: netns_ipvs) => string;

/** Every listing of the machine by the command or file that shows it, as profile linux-6.12 has them. */
export const LISTINGS: Readonly<Record<string, Listing>> = {
  '/proc/net/ip_vs_conn': proc_ip_vs_conn,
  '/proc/net/ip_vs_conn_sync': proc_ip_vs_conn_sync,
  '/proc/net/ip_vs': proc_ip_vs,
  '/proc/net/ip_vs_stats': proc_ip_vs_stats,
  '/proc/net/ip_vs_stats_percpu': proc_ip_vs_stats_percpu,
  'ipvsadm -Ln': ipvsadm_Ln,
  'ipvsadm -Lnc': ipvsadm_Lnc,
  'ipvsadm -Lnc --persistent-conn': ipvsadm_Lnc_persistent,
  'ipvsadm -Ln --stats': ipvsadm_Ln_stats_rounded,
  'ipvsadm -Ln --stats --exact': ipvsadm_Ln_stats,
  'ipvsadm -Ln --rate': ipvsadm_Ln_rate,
  'ipvsadm -Ln --rate --exact': ipvsadm_Ln_rate_exact,
  'ipvsadm -Ln --thresholds': ipvsadm_Ln_thresholds,
  'ipvsadm -Ln --persistent-conn': ipvsadm_Ln_persistent,
  'ipvsadm -L --timeout': ipvsadm_L_timeout,
  'ipvsadm -L --daemon': ipvsadm_L_daemon,
  'ipvsadm -Sn': ipvsadm_Sn,
};
