import type { MomentAnchor } from '../../trace/stops/stop.ts';
import { TABLE_MODES, type TableMode } from '../../trace/table-views.ts';

/** What was looked at when a link was made. All of it may be missing: then a case opens as any other. */
export interface LinkView {
  /** The moment; null = the beginning. */
  readonly at: MomentAnchor | null;
  /** Name of the view: `path`, `table`; '' = the first. */
  readonly view: string;
  /** Expression over the packet list; '' = none. */
  readonly filter: string;
  readonly kinds: readonly string[];
  /** Expression over the entries of the table. */
  readonly entries: string;
  readonly tableMode: TableMode;
  /** Address that is marked. */
  readonly client: string;
  readonly server: string;
  readonly bucket: number | null;
  /** Panels that are hidden, by view: as the layout keeps them. */
  readonly panels: string;
}

export const PLAIN_VIEW: LinkView = {
  at: null,
  view: '',
  filter: '',
  kinds: [],
  entries: '',
  tableMode: 'length',
  client: '',
  server: '',
  bucket: null,
  panels: '',
};

/** Longer texts than these were not made by a person. */
const LONGEST = 1000;
const MOST_KINDS = 8;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST) : '';
}

function anchorOf(value: unknown): MomentAnchor | null {
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isCount)) return null;
  const [time, nth, step] = value;
  return { time, nth, step };
}

/** Only what is not as in {@link PLAIN_VIEW}. */
export function printView(view: LinkView): string {
  const said = Object.entries(view).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(PLAIN_VIEW[name as keyof LinkView]),
  );
  const { at } = view;
  const fields = Object.fromEntries(said);
  return JSON.stringify(at ? { ...fields, at: [at.time, at.nth, at.step] } : fields);
}

/** Never throws: what is missing, unknown or of another kind is left out. */
export function parseView(text: string): LinkView {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return PLAIN_VIEW;
  }
  if (typeof value !== 'object' || value === null) return PLAIN_VIEW;
  const said = value as Record<string, unknown>;
  return {
    at: anchorOf(said.at),
    view: textOf(said.view),
    filter: textOf(said.filter),
    kinds: Array.isArray(said.kinds) ? said.kinds.slice(0, MOST_KINDS).map(textOf) : [],
    entries: textOf(said.entries),
    tableMode: TABLE_MODES.find((mode) => mode === said.tableMode) ?? 'length',
    client: textOf(said.client),
    server: textOf(said.server),
    bucket: isCount(said.bucket) ? said.bucket : null,
    panels: textOf(said.panels),
  };
}
