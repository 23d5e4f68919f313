import { addrEqual } from '../base/inet.ts';
import type { Program } from '../inputs/program.ts';
import { defaultParams } from '../inputs/run-folder.ts';
import type { FreePages, MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import { profile_named } from '../kernel/profiles/index.ts';
import { type CaseDocument, type CaseEntry, type CaseKernel, emptyCase, type SetupLine } from './case.ts';

/** The kernel line of a case, its `availmem` lines, and the machine's parameters: one thing in two forms. */

/** Free pages: what the setup says holds from uptime 0. */
function freePages({ kernel, setup, entries }: CaseDocument): FreePages[] {
  const before = setup.flatMap((line) =>
    line.kind === 'availmem' ? [{ uptimeNs: 0, pages: line.pages }] : [],
  );
  const later = entries.flatMap((entry) =>
    entry.kind === 'availmem' ? [{ uptimeNs: kernel.uptime + entry.time, pages: entry.pages }] : [],
  );
  return [...before, ...later];
}

/** What the case does not say is as by default. */
export function paramsOf(document: CaseDocument): MachineParams {
  const { kernel } = document;
  const defaults = defaultParams();
  return {
    ...defaults,
    profile: profile_named(kernel.profile) ?? defaults.profile,
    hz: kernel.hz ?? defaults.hz,
    conn_tab_bits: kernel.connTabBits ?? defaults.conn_tab_bits,
    conn_rnd: kernel.connRnd ?? defaults.conn_rnd,
    netns_hash_xor: kernel.netnsXor ?? defaults.netns_hash_xor,
    debug_level: kernel.debugLevel ?? defaults.debug_level,
    random_seed: kernel.seed ?? defaults.random_seed,
    jiffies_at_boot: kernel.jiffies,
    ratelimit: kernel.rateLimit ?? defaults.ratelimit,
    conntrack: kernel.conntrack ?? defaults.conntrack,
    local_addresses: [...kernel.vips, ...kernel.locals],
    free_pages: freePages(document),
  };
}

/** @param uptime nanoseconds at @0 */
export function kernelOf({ params, bootEpoch, vips }: Program, uptime: number): CaseKernel {
  const epoch = bootEpoch === null ? null : bootEpoch + uptime / 1e9;
  const defaults = defaultParams();
  return {
    ...emptyCase().kernel,
    profile: params.profile.name,
    hz: params.hz,
    connTabBits: params.conn_tab_bits,
    connRnd: params.conn_rnd,
    netnsXor: params.netns_hash_xor,
    uptime,
    epoch: epoch === null ? null : { sec: Math.floor(epoch), nsec: Math.floor((epoch % 1) * 1e6) * 1000 },
    debugLevel: params.debug_level,
    jiffies: params.jiffies_at_boot,
    seed: params.random_seed === defaults.random_seed ? null : params.random_seed,
    rateLimit: params.ratelimit === defaults.ratelimit ? null : params.ratelimit,
    conntrack: params.conntrack === defaults.conntrack ? null : params.conntrack,
    vips,
    locals: params.local_addresses.filter((own) => !vips.some((vip) => addrEqual(vip, own))),
  };
}

/** The `availmem` lines of a program: before its first entry, and between its entries. */
export function availmemOf(
  { params }: Program,
  from: number,
): { setup: readonly SetupLine[]; entries: readonly CaseEntry[] } {
  const early = params.free_pages.filter(({ uptimeNs }) => uptimeNs <= from).slice(-1);
  const late = params.free_pages.filter(({ uptimeNs }) => uptimeNs > from);
  return {
    setup: early.map(({ pages }) => ({ kind: 'availmem', pages })),
    entries: late.map(({ uptimeNs, pages }) => ({ kind: 'availmem', time: uptimeNs - from, pages })),
  };
}
