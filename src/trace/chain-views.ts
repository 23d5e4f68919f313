import type { Comparison } from './event-views.ts';
import type { ConnView } from './object-views.ts';
import type { HashView } from './table-views.ts';

/** What panels draw of one bucket: the chain that a lookup walks. */

export interface ChainNode {
  conn: ConnView;
  /** Place in the chain from 1; of a released node the one it had. */
  number: number;
  /** `released` = this event took it out; it is shown where it was. */
  mark: 'normal' | 'hit' | 'visited' | 'new' | 'released' | 'invalidated';
  /** The cursor's step is about this node. */
  now: boolean;
  comparisons: readonly Comparison[];
}

export interface ChainView {
  bucket: number;
  /** Nodes that hang in it; `nodes` are some hundred of them around the one that was hit. */
  length: number;
  nodes: readonly ChainNode[];
  /** How the bucket is computed for what the walk looks for, or else for the first node. */
  hash: HashView | null;
  hashOf: 'lookup' | 'first node';
  /** Walk in this event: `hit at node 5`, `not hit`, ''. */
  outcome: string;
  walkedBy: string;
  /** Step of the event at which the walk begins; 0 = nothing was walked up to the cursor. */
  walkFrom: number;
}
