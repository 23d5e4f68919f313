import { formatAddr } from '../../base/inet.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { IP_VS_STATE_BACKUP, IP_VS_STATE_MASTER, type ipvs_sync_daemon_cfg } from '../ipvs/sync_state.ts';
import { page } from './text.ts';

function daemon_line(role: string, cfg: ipvs_sync_daemon_cfg): string {
  const { mcast_ifn, syncid, sync_maxlen, mcast_group, mcast_port, mcast_ttl } = cfg;
  const more = `maxlen=${sync_maxlen}, group=${formatAddr(mcast_group)}, port=${mcast_port}, ttl=${mcast_ttl}`;
  return `${role} sync daemon (mcast=${mcast_ifn}, syncid=${syncid}, ${more})`;
}

/** `ipvsadm -L --daemon` of 1.31: what the kernel says it uses, filled in where nothing was given; no daemon = no line. */
export function ipvsadm_L_daemon({ sync }: netns_ipvs): string {
  const { sync_state, mcfg, bcfg } = sync;
  const lines: string[] = [];
  if (sync_state & IP_VS_STATE_MASTER && mcfg) lines.push(daemon_line('master', mcfg));
  if (sync_state & IP_VS_STATE_BACKUP && bcfg) lines.push(daemon_line('backup', bcfg));
  return page(lines);
}
