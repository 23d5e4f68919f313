import type { FindingsView, FindingView } from '../trace/finding-views.ts';
import type { CaseInfo } from '../trace/views.ts';

/** What the detectors have found in the case that is shown. */
export interface FindingsSlice {
  /** null = not all have looked yet. */
  findings: FindingsView | null;
  /** The case that is looked at, or was. */
  findingsOf: CaseInfo | null;
  /** Detectors that have looked, of how many. */
  findingsDone: { readonly done: number; readonly of: number };
  /** The finding that is shown, by its id and key; null = the first. */
  findingChosen: string | null;
  needFindings(): void;
  chooseFinding(name: string): void;
}

/** Names a finding among those of a case. */
export const nameOf = ({ id, key }: Pick<FindingView, 'id' | 'key'>): string => `${id} ${key}`;

/** The finding that is shown: the chosen one while it is there, else the first. */
export function shownFinding({
  findings,
  findingChosen,
}: Pick<FindingsSlice, 'findings' | 'findingChosen'>): FindingView | null {
  const list = findings?.findings ?? [];
  return list.find((finding) => nameOf(finding) === findingChosen) ?? list[0] ?? null;
}
