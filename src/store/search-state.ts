import type { FoundEntry, FoundFunction, FoundLine } from '../engine/protocol/search.ts';
import type { EventRow } from '../trace/views.ts';

/** What the engine found for the text of the palette so far. */
export interface Found {
  readonly text: string;
  readonly functions: readonly FoundFunction[];
  readonly entries: readonly FoundEntry[];
  readonly lines: readonly FoundLine[];
  /** Packets with the address that the text is: how many, and the first of them. */
  readonly address: { readonly total: number; readonly first: EventRow | null } | null;
  /** It is still looking. */
  readonly busy: boolean;
}

export interface SearchSlice {
  found: Found | null;
  /** Looks for a text everywhere; a newer text overtakes an older one. '' = forgets what was found. */
  search(text: string): void;
  /** Values that occur in the case, by field of the packet filter. */
  examples: Readonly<Record<string, readonly string[]>>;
  loadExamples(): Promise<void>;
  /** To the first call of a function inside an event. */
  goToCall(event: number, fn: string): Promise<void>;
  /** How the Table view shows the table. */
  tableTab: 'map' | 'entries';
  setTableTab(tab: 'map' | 'entries'): void;
  /** Shows the entries that pass a filter. */
  listEntries(filter: string): void;
  /** Part of the help that is wanted; null = its beginning. */
  helpTopic: string | null;
  showHelp(topic: string): void;
}
