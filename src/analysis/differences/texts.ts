import type { Chain } from './snapshot.ts';

/** Nodes of a chain that are named; the rest is counted. */
const NAMED = 4;

/** `bucket 0xc95` */
export function bucketText(bucket: number): string {
  return `bucket 0x${bucket.toString(16).padStart(3, '0')}`;
}

/** `2 nodes: 172.16.0.1:41000, 172.16.0.1:0`, from the head of the chain. */
export function nodesText(chain: Chain | null): string {
  if (!chain) return '';
  const { names } = chain;
  const more = names.length > NAMED ? ', ...' : '';
  const nodes = `${names.length} ${names.length === 1 ? 'node' : 'nodes'}`;
  return `${nodes}: ${names.slice(0, NAMED).join(', ')}${more}`;
}
