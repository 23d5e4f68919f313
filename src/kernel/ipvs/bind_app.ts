import { helper as M } from '../../klog/linux-6.12.ts';
import { IP_VS_CONN_F_MASQ, IP_VS_CONN_F_NFCT, IP_VS_FWD_METHOD, type ip_vs_conn } from './ip_vs.ts';
import { IPPROTO_TCP } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set, set_flags } from './netns_ipvs.ts';

/**
 * ip_vs_bind_app, tcp_app_conn_bind and ip_vs_ftp_init_conn: a masqueraded FTP control connection gets the
 * helper, and keeps its conntrack.
 */
export function ip_vs_bind_app(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (cp.protocol !== IPPROTO_TCP || IP_VS_FWD_METHOD(cp) !== IP_VS_CONN_F_MASQ) return;
  const { ftp_ports, profile } = ipvs.params;
  if (!profile.has_ftp_helper || !ftp_ports.includes(cp.vport)) return;
  const { caddr, cport, vaddr, vport } = cp;
  if (ipvs.probe) printk(ipvs, M.app_bind, caddr, cport, vaddr, vport, 'ftp', vport);
  set(ipvs, cp, 'app', 'ftp');
  set_flags(ipvs, cp, cp.flags | IP_VS_CONN_F_NFCT);
}
