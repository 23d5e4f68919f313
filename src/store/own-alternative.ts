import type { Alternative } from '../trace/whatif-views.ts';

/** What a reader has typed and chosen for an alternative. */
export interface OwnChanges {
  readonly text: string;
  readonly title: string;
  readonly from: number | null;
  readonly profile: string | null;
  readonly tabBits: number | null;
}

const LONGEST = 44;

/** `-E -t 10.0.0.100:80 -s sh; expire_nodest_conn=1; 2^16`: short enough for a row. */
function titleOf(lines: readonly string[], { profile, tabBits, from }: OwnChanges): string {
  const words = lines.map((line) =>
    line.replace(/^(sudo )?(ipvsadm|sysctl -w|sysctl) /, '').replace(/^net\.ipv4\.vs\./, ''),
  );
  if (profile) words.push(profile);
  if (tabBits !== null) words.push(`2^${tabBits} buckets`);
  const text = words.join('; ');
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return from === null ? cut : `${cut} from ${from.toFixed(1)} s`;
}

/** The same changes are the same alternative. Line numbers stay: empty lines are kept. */
export function alternativeOf(changes: OwnChanges): Alternative {
  const { text, title, from, profile, tabBits } = changes;
  const lines = text.trim() === '' ? [] : text.trimEnd().split('\n');
  const told = lines.map((line) => line.trim()).filter(Boolean);
  return {
    id: `own ${profile ?? ''} ${tabBits ?? ''} ${from ?? ''} ${told.join('\n')}`,
    title: title.trim() || titleOf(told, changes),
    profile,
    tabBits,
    from,
    lines,
  };
}
