import type { InetAddr } from '../base/inet.ts';
import { addrEqual } from '../base/inet.ts';
import { client_network } from '../kernel/ipvs/sched_persist.ts';

/** Masks that people use, the longest first: IPv4 as a number, IPv6 as a prefix length. */
const MASKS4 = [32, 24, 16, 8, 30, 29, 28, 27, 26, 25, 23, 22, 21, 20, 12];
const MASKS6 = [128, 64, 56, 48, 32, 120, 112, 96, 80];

const mask4 = (bits: number): number => (bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0);

/**
 * A service's netmask by a client and the network that it was counted to; what was taken so far is kept as long
 * as it fits. Null = no usual mask does.
 */
export function maskOf(client: InetAddr, network: InetAddr, known: number | null): number | null {
  const fits = (mask: number): boolean => addrEqual(client_network(client, mask), network);
  if (known !== null && fits(known)) return known;
  const masks = typeof client === 'number' ? MASKS4.map(mask4) : MASKS6;
  return masks.find(fits) ?? null;
}
