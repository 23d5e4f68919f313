import { IP_VS_FWD_METHOD, type ip_vs_conn } from './ip_vs.ts';

const XMIT = ['ip_vs_nat_xmit', 'ip_vs_null_xmit', 'ip_vs_tunnel_xmit', 'ip_vs_dr_xmit', 'ip_vs_bypass_xmit'];
const XMIT_V6 = XMIT.map((name) => (name === 'ip_vs_null_xmit' ? name : `${name}_v6`));

/** ip_vs_bind_xmit: the transmitter that belongs to the forwarding method. */
export function bind_xmit(cp: ip_vs_conn): string {
  const names = typeof cp.daddr === 'number' ? XMIT : XMIT_V6;
  return names[IP_VS_FWD_METHOD(cp)] ?? '';
}
