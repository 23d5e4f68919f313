import type { AppState } from '../../store/state.ts';

/** A row of the palette. */
export interface PaletteItem {
  id: string;
  group: 'Places' | 'Go to' | 'Run' | 'Functions' | 'Packets' | 'Entries' | 'Kernel log' | 'Cases' | 'Help';
  label: string;
  /** A name or a line of the kernel's: mono. */
  kernel?: boolean;
  /** Where it is or how often, behind the label. */
  note?: string;
  keys?: string;
  disabled: boolean;
  run(state: AppState): void;
}
