import { type Command, open } from './command.ts';
import { shownEntry } from './lives-state.ts';

/** Biographies: of the chosen entry, else of the event's. */
export const LIVES: readonly Command[] = [
  {
    id: 'life',
    label: 'Show or close the life of the entry',
    group: 'View',
    keys: ['y'],
    enabled: (state) => open(state) && (state.lifeOpen || shownEntry(state) !== null),
    run: (state) => (state.lifeOpen ? state.closeLife() : state.openLife()),
  },
  {
    id: 'why-not',
    label: 'Ask why not: what did not happen at this event',
    group: 'View',
    keys: ['q'],
    enabled: open,
    run: (state) => {
      if (!state.whyNotOpen || state.view === 'path') state.toggleWhyNot();
      state.setView('path');
    },
  },
  lifeMover(1, 'Next event in the life of the entry', 'j'),
  lifeMover(-1, 'Previous event in the life of the entry', 'J'),
];

function lifeMover(direction: 1 | -1, label: string, key: string): Command {
  return {
    id: direction > 0 ? 'next-in-life' : 'previous-in-life',
    label,
    group: 'Go to',
    keys: [key],
    enabled: (state) => open(state) && shownEntry(state) !== null,
    run: (state) => void state.goLife(direction),
  };
}
