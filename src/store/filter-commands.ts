import { type Command, focusWhenDrawn, open } from './command.ts';

/** Fields in which lists are filtered. */
export const FILTERS: readonly Command[] = [
  {
    id: 'filter',
    label: 'Filter packets',
    group: 'Go to',
    keys: ['/'],
    enabled: open,
    run: (state) => {
      state.setMaximised(null);
      queueMicrotask(() => document.querySelector<HTMLElement>('[data-filter="packets"]')?.focus());
    },
  },
  {
    id: 'filter-here',
    label: 'Filter the list of the focused panel',
    group: 'Go to',
    keys: ['Ctrl+f'],
    enabled: open,
    run: () => filterFieldHere()?.focus(),
  },
  {
    id: 'filter-entries',
    label: 'Filter the entries of the table',
    group: 'Go to',
    keys: [],
    enabled: open,
    run: (state) => {
      state.listEntries(state.connQuery.filter);
      focusWhenDrawn('[data-filter="entries"]');
    },
  },
  {
    id: 'filter-log',
    label: 'Filter the kernel log',
    group: 'Go to',
    keys: [],
    enabled: open,
    run: (state) => {
      state.setMaximised(null);
      state.setView('path');
      focusWhenDrawn('[data-filter="log"]');
    },
  },
  {
    id: 'next-line',
    label: 'Next line of the filtered kernel log',
    group: 'Go to',
    keys: [],
    enabled: open,
    run: (state) => void state.goLogLine(1),
  },
  {
    id: 'previous-line',
    label: 'Previous line of the filtered kernel log',
    group: 'Go to',
    keys: [],
    enabled: open,
    run: (state) => void state.goLogLine(-1),
  },
];

/** The filter of the panel that has the focus; else that of the packets. */
function filterFieldHere(): HTMLElement | null {
  const panel = document.activeElement?.closest('[data-panel-id]');
  return (
    panel?.querySelector<HTMLElement>('[data-filter]') ??
    document.querySelector<HTMLElement>('[data-filter="packets"]') ??
    document.querySelector<HTMLElement>('[data-filter]')
  );
}
