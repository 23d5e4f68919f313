import { assemble, type Chart } from './chart.ts';
import { connExpire, connNew, dropEntry } from './lanes/entry.ts';
import { hooks, timers } from './lanes/hooks.ts';
import { forwardIcmp, inIcmp, outIcmp } from './lanes/icmp.ts';
import { inHook } from './lanes/in.ts';
import type { FlowKernel } from './lanes/kernel.ts';
import { checkTemplate, newConnOut, schedPersist } from './lanes/persist.ts';
import { handleResponse, outHook, routeMeHarder } from './lanes/reply.ts';
import {
  ahEspSchedule,
  leave,
  schedule,
  sctpSchedule,
  serviceFind,
  tcpSchedule,
  udpSchedule,
} from './lanes/schedule.ts';
import { schedulers } from './lanes/schedulers.ts';
import { sync } from './lanes/sync.ts';
import { ftpHelper, icmpXmit, transmitters } from './lanes/transmit.ts';

const LEAST = ['wlc', 'lc', 'sed', 'nq'];
const OTHERS = ['rr', 'wrr', 'sh', 'dh', 'lblc', 'lblcr'];
const MODERN = ['mh', 'fo', 'ovf', 'twos'];

/** Replies and ICMP stand left of the hooks, clients' packets go to the right, timers below the entries they end. */
function chart(kernel: FlowKernel): Chart {
  const { modern } = kernel;
  return assemble([
    [outIcmp(kernel), inIcmp(kernel), forwardIcmp()],
    [outHook(kernel), handleResponse(kernel), ...(modern ? [routeMeHarder()] : [])],
    [hooks(kernel), timers(kernel), ...(modern ? sync() : [])],
    [inHook(kernel)],
    [tcpSchedule(kernel), udpSchedule(), ...(modern ? [sctpSchedule()] : []), ahEspSchedule(), serviceFind()],
    [schedule(kernel), ...schedulers([...LEAST, ...OTHERS, ...(modern ? MODERN : [])]), leave()],
    [schedPersist(kernel), checkTemplate(), ...(modern ? [newConnOut()] : [])],
    [connNew(), connExpire(kernel), dropEntry(kernel)],
    [...transmitters(kernel), ...(modern ? ftpHelper() : [icmpXmit()])],
  ]);
}

const KERNELS: Readonly<Record<string, FlowKernel>> = {
  'linux-6.12': { in: 'ip_vs_in_hook', out: 'ip_vs_out_hook', modern: true },
  'linux-2.6.32': { in: 'ip_vs_in', out: 'ip_vs_out', modern: false },
};

const made = new Map<string, Chart>();

/** The flowchart of a kernel profile by its name; null = none is written down for it. */
export function chartOf(profile: string): Chart | null {
  const kernel = KERNELS[profile];
  if (!kernel) return null;
  const known = made.get(profile) ?? chart(kernel);
  made.set(profile, known);
  return known;
}
