import type { LinkQuery, LinkView, OpenedLink } from '../engine/protocol/links.ts';
import { VIEWS } from './commands.ts';
import { DEFAULT_ARRANGEMENT } from './layout-model.ts';
import { readPanels } from './panels.ts';
import type { SessionParts } from './session.ts';
import type { ShareSlice } from './share-state.ts';
import type { AppState, SliceContext } from './state.ts';

const KINDS = ['packet', 'timer', 'command', 'note'] as const;

/** Panels as the layout keeps them; '' = as they are at first. */
function panelsText({ arrangement, hiddenPanes }: AppState): string {
  const isPlain = Object.keys(hiddenPanes).length === 0;
  if (isPlain && JSON.stringify(arrangement) === JSON.stringify(DEFAULT_ARRANGEMENT)) return '';
  return JSON.stringify({ arrangement, hiddenPanes });
}

function panelsOf(text: string): Partial<AppState> {
  try {
    const fields: unknown = JSON.parse(text);
    return typeof fields === 'object' && fields !== null ? readPanels(fields as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What is looked at, without the moment. */
function shownView(state: AppState): LinkQuery['view'] {
  const { view, rowFilter, rowKinds, connQuery, tableMode, client, server, bucket } = state;
  return {
    view,
    filter: rowFilter,
    kinds: rowKinds.length === 1 && rowKinds[0] === 'packet' ? [] : rowKinds,
    entries: connQuery.filter,
    tableMode,
    client: client ?? '',
    server: server ?? '',
    bucket,
    panels: panelsText(state),
  };
}

/** Shows what the sender looked at. What the reader remembers of the layout is not touched. */
function show({ get, set }: SliceContext, said: LinkView): void {
  const view = VIEWS.find(({ id }) => id === said.view)?.id ?? get().view;
  const kinds = KINDS.filter((kind) => said.kinds.includes(kind));
  set({
    view,
    tableMode: said.tableMode,
    client: said.client || null,
    server: said.server || null,
    ...panelsOf(said.panels),
  });
  if (kinds.length > 0) get().setRowKinds(kinds);
  if (said.filter) get().setRowFilter(said.filter);
  if (said.entries) get().setConnQuery({ filter: said.entries });
}

export interface ShareParts {
  slice: ShareSlice;
  /** Goes where a link leads; the case is loaded. */
  arrive(link: OpenedLink): void;
}

export function createShare(context: SliceContext, load: SessionParts['load']): ShareParts {
  const { engine, get, set, track } = context;
  /** Counts questions: the answer to one that was overtaken is not shown. */
  let asked = 0;
  const slice: ShareSlice = {
    linkChoices: { packets: 'all', since: null, until: false, times: 'exact', anonymise: true, ports: false },
    link: null,
    linkMaking: false,
    followed: null,
    asked: null,
    setAsked: (asked) => set({ asked, overlay: 'asked' }),
    async makeLink(change = {}) {
      const linkChoices = { ...get().linkChoices, ...change };
      asked += 1;
      const mine = asked;
      set({ linkChoices, linkMaking: true, link: null });
      const { cursor } = get();
      const seed = crypto.getRandomValues(new Uint32Array(1))[0];
      const stops = get().savedStops();
      const query = { ...linkChoices, view: shownView(get()), cursor, stops, seed };
      const link = await track(engine.makeLink(query));
      if (mine === asked) set({ linkMaking: false, link: link ?? null });
    },
    async followLink(fragment) {
      await load(() => engine.openLink(fragment), { scenario: null });
    },
    dismissFollowed() {
      const { followed } = get();
      if (followed) set({ followed: { ...followed, changed: null } });
    },
  };
  return {
    slice,
    arrive(link) {
      set({ followed: link });
      show(context, link.view);
      get().go(link.cursor ?? { event: -1, step: 0 });
      if (link.view.bucket !== null) get().selectBucket(link.view.bucket);
    },
  };
}
