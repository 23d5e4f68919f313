import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';

/**
 * The kernel's random numbers (drivers/char/random.c), where IPVS asks for them: twos, drop_entry. A real
 * kernel's cannot be known; these come from the machine's seed, so that a case repeats itself.
 */
export function get_random_u32(ipvs: netns_ipvs): number {
  ipvs.random_state = (ipvs.random_state + 0x9e3779b9) >>> 0;
  let z = ipvs.random_state;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** 0 .. ceil - 1 */
export function get_random_u32_below(ipvs: netns_ipvs, ceil: number): number {
  return Math.floor((get_random_u32(ipvs) / 2 ** 32) * ceil);
}
