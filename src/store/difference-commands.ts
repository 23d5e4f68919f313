import type { Anchor } from '../engine/protocol/differences.ts';
import { type Command, open } from './command.ts';
import type { AppState } from './state.ts';

const marked = (state: AppState) => open(state) && state.momentA !== null;

function since(anchor: Anchor, label: string): Command {
  return {
    id: `differences-since-${anchor}`,
    label,
    group: 'View',
    keys: [],
    enabled: open,
    run: (state) => {
      state.setView('differences');
      void state.compareSince(anchor);
    },
  };
}

/** Two moments side by side. */
export const DIFFERENCE_COMMANDS: readonly Command[] = [
  {
    id: 'mark-moment',
    label: 'Mark this moment as A, to see what differs later',
    group: 'View',
    keys: ['a'],
    enabled: open,
    run: (state) => state.markMoment(),
  },
  {
    id: 'swap-moments',
    label: 'Swap the moments A and B',
    group: 'View',
    keys: ['='],
    enabled: marked,
    run: (state) => void state.swapMoments(),
  },
  {
    id: 'hold-moment',
    label: 'Hold moment B, or let it follow the cursor',
    group: 'View',
    keys: [],
    enabled: marked,
    run: (state) => state.holdB(state.heldB === null),
  },
  since('packet', 'What differs since the previous packet'),
  since('made', 'What differs since this entry was made'),
  since('start', 'What differs since the start'),
];
