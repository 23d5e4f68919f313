import type { SideName } from '../engine/protocol/messages.ts';
import { type Command, open } from './command.ts';
import type { AppState } from './state.ts';

function sideCommand(side: SideName, label: string, key: string): Command {
  return {
    id: `side-${side}`,
    label,
    group: 'View',
    keys: [key],
    enabled: (state) =>
      open(state) && state.sides?.shown !== side && hasSide(state, side) && state.sides?.sides.length !== 1,
    run: (state) => void state.showSide(side),
  };
}

const hasSide = (state: AppState, side: SideName) =>
  state.sides?.sides.some(({ name }) => name === side) ?? false;

function differenceCommand(direction: 1 | -1, label: string, key: string): Command {
  return {
    id: direction > 0 ? 'next-difference' : 'previous-difference',
    label,
    group: 'Go to',
    keys: [key],
    enabled: (state) => open(state) && (state.comparison?.differences ?? 0) > 0,
    run: (state) => {
      state.setView('compare');
      void state.goDifference(direction);
    },
  };
}

/** The kernels of a case, and where two of them part. */
export const SIDE_COMMANDS: readonly Command[] = [
  sideCommand('model', 'Show the model', 'M'),
  sideCommand('observed', 'Show the observed kernel, from the log', 'K'),
  sideCommand('other', 'Show the case put beside', 'B'),
  {
    id: 'next-side',
    label: 'Switch to the next side at the same moment',
    group: 'View',
    keys: ['v'],
    enabled: (state) => open(state) && (state.sides?.sides.length ?? 0) > 1,
    run: (state) => {
      const { sides, shown } = state.sides ?? { sides: [], shown: 'model' };
      const at = sides.findIndex(({ name }) => name === shown);
      const next = sides[(at + 1) % sides.length];
      if (next) void state.showSide(next.name);
    },
  },
  differenceCommand(1, 'Next difference between the sides', ']'),
  differenceCommand(-1, 'Previous difference between the sides', '['),
];
