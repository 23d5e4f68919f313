/** What the palette looks for beyond what the page knows itself. */

/** A function of the kernel that some event calls. */
export interface FoundFunction {
  readonly fn: string;
  /** Events that call it. */
  readonly events: number;
  /** The first of them behind the cursor's event, or of all when there is none behind it. */
  readonly event: number;
  /** Number of that packet from 1; null = it is no packet. */
  readonly packet: number | null;
}

/** An entry that is or was in the table. */
export interface FoundEntry {
  /** `ip_vs_conn#12`. */
  readonly id: string;
  /** `172.16.0.1:41000`. */
  readonly label: string;
  readonly template: boolean;
  /** Event that made it, and the number of that packet from 1. */
  readonly born: number;
  readonly packet: number | null;
}

/** A line of the kernel log. */
export interface FoundLine {
  readonly event: number;
  readonly step: number;
  readonly stamp: number;
  readonly text: string;
}

export interface FoundLines {
  readonly lines: readonly FoundLine[];
  /** Where to go on; null = all lines were looked at. */
  readonly next: number | null;
}

/** Questions of the palette and of completion. */
export interface SearchApi {
  /** Functions whose names have all words; at most some dozen. */
  findFunctions(words: string, event: number): Promise<readonly FoundFunction[]>;
  /** Entries whose client end begins with a text; at most some. */
  findEntries(text: string): Promise<readonly FoundEntry[]>;
  /** Lines with all words, from a place on; looks at a slice of the log. */
  findLines(words: string, from: number): Promise<FoundLines>;
  /** Values that occur in the case, by field of the packet filter, for completion. */
  fieldExamples(): Promise<Readonly<Record<string, readonly string[]>>>;
}
