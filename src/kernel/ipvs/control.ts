import { formatEndpoint } from '../../base/inet.ts';
import { conn as M } from '../../klog/linux-6.12.ts';
import { IP_VS_CTPL_S_ASSURED, type ip_vs_conn, is_template } from './ip_vs.ts';
import { type netns_ipvs, printk, set, set_state } from './netns_ipvs.ts';

/** The control links between a template (or a control connection) and its entries (ip_vs.h, inline). */

const ends = (cp: ip_vs_conn, ct: ip_vs_conn): [ip_vs_conn['caddr'], number, ip_vs_conn['caddr'], number] => [
  cp.caddr,
  cp.cport,
  ct.caddr,
  ct.cport,
];

/** ip_vs_control_add: `ct` keeps its timer alive while `cp` lives. */
export function ip_vs_control_add(ipvs: netns_ipvs, cp: ip_vs_conn, ct: ip_vs_conn): void {
  const probe = ipvs.probe;
  probe?.enter(
    'ip_vs_control_add',
    `cp ${formatEndpoint(cp.caddr, cp.cport)}, ct ${formatEndpoint(ct.caddr, ct.cport)}`,
  );
  if (probe) printk(ipvs, M.control_add, ...ends(cp, ct));
  set(ipvs, cp, 'control', ct);
  set(ipvs, ct, 'n_control', ct.n_control + 1);
  probe?.leave('');
}

/** ip_vs_control_del: the link ends with the controlled entry. */
export function ip_vs_control_del(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  const ct = cp.control;
  if (!ct) return;
  const probe = ipvs.probe;
  probe?.enter(
    'ip_vs_control_del',
    `cp ${formatEndpoint(cp.caddr, cp.cport)}, ct ${formatEndpoint(ct.caddr, ct.cport)}`,
  );
  if (probe) printk(ipvs, M.control_del, ...ends(cp, ct));
  set(ipvs, cp, 'control', null);
  set(ipvs, ct, 'n_control', ct.n_control - 1);
  probe?.leave('');
}

/** ip_vs_control_assure_ct: the template has had a real connection. */
export function ip_vs_control_assure_ct(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (!ipvs.params.profile.templates_have_states) return;
  const ct = cp.control;
  const template = ct !== null && is_template(ct);
  if (template && !(ct.state & IP_VS_CTPL_S_ASSURED)) set_state(ipvs, ct, ct.state | IP_VS_CTPL_S_ASSURED);
}
