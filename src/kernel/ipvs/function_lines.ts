import { type netns_ipvs, printk } from './netns_ipvs.ts';

/** EnterFunction and LeaveFunction (ip_vs.h): lines that kernels before 6.4 print; others have none here. */
export function EnterFunction(ipvs: netns_ipvs, fn: string): void {
  const line = ipvs.params.profile.klog.functions[fn]?.enter;
  if (line) printk(ipvs, line);
}

/** `failed` = the way out of an error. */
export function LeaveFunction(ipvs: netns_ipvs, fn: string, failed = false): void {
  const lines = ipvs.params.profile.klog.functions[fn];
  const line = failed ? lines?.error : lines?.leave;
  if (line) printk(ipvs, line);
}
