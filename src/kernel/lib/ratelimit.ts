import { only } from '../../klog/linux-2.6.32.ts';
import type { Message, MessageValue } from '../../klog/message.ts';
import { type netns_ipvs, printk } from '../ipvs/netns_ipvs.ts';

/** net_ratelimit (lib/ratelimit.c, net/core/utils.c; linux-2.6.32): ten messages in five seconds. */
const INTERVAL_SECONDS = 5;
const BURST = 10;

/** True = print it. What was held back is told when the next five seconds begin. */
function net_ratelimit(ipvs: netns_ipvs): boolean {
  const state = ipvs.ratelimit;
  state.begin ??= ipvs.jiffies;
  if (state.begin + INTERVAL_SECONDS * ipvs.params.hz < ipvs.jiffies) {
    if (state.missed > 0) printk(ipvs, only.suppressed, state.missed);
    state.begin = null;
    state.printed = 0;
    state.missed = 0;
  }
  const allowed = state.printed < BURST;
  if (allowed) state.printed++;
  else state.missed++;
  return allowed;
}

/** IP_VS_ERR_RL, IP_VS_DBG_RL: called with and without a probe, since it is counted. */
export function printk_ratelimited(ipvs: netns_ipvs, message: Message, ...values: MessageValue[]): void {
  if (ipvs.params.ratelimit && !net_ratelimit(ipvs)) return;
  printk(ipvs, message, ...values);
}
