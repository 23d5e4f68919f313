import { type ReactNode, useEffect, useMemo } from 'react';
import { keyText } from '../store/commands.ts';
import {
  type Arrangement,
  canHide,
  type Direction,
  frontOf,
  hide,
  moved,
  type PathPanel,
  type Place,
  rowsOf,
  show,
} from '../store/layout-model.ts';
import { PANEL_LABELS } from '../store/panels.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { InspectorPanel } from '../views/panels/inspector/index.tsx';
import { LogPanel } from '../views/panels/log/index.tsx';
import { PacketsPanel } from '../views/panels/packets/index.tsx';
import { PathPanel as CallPathPanel } from '../views/panels/path/index.tsx';
import { Pane, type PaneActions, PaneContext, Split, Tabs } from '../views/ui/index.ts';
import styles from './app.module.css';
import { Guarded } from './guarded.tsx';
import { paneOf } from './path-panes.ts';
import { SideColumn } from './side-column.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import type { Room } from './use-media.ts';

/** The objects in scope, with the stops under them. */
function InspectorColumn() {
  return (
    <SideColumn>
      <InspectorPanel />
    </SideColumn>
  );
}

const PANELS: Readonly<Record<PathPanel, { name: string; draw: () => ReactNode }>> = {
  packets: { name: 'The packet list', draw: () => <PacketsPanel /> },
  path: { name: 'The path', draw: () => <CallPathPanel /> },
  inspector: { name: 'The inspector', draw: () => <InspectorColumn /> },
  timeline: { name: 'The timeline', draw: () => <TimelinePanel slim={false} /> },
  log: { name: 'The kernel log', draw: () => <LogPanel /> },
};

/** Remembers the sizes of one split. */
function useSizes(split: string) {
  const layout = useApp((state) => state.sizes[split]);
  const setSizes = useApp((state) => state.setSizes);
  return { id: split, layout, onLayout: (next: Record<string, number>) => setSizes(split, next) };
}

/**
 * Where there is no room for it, the inspector is not among the panels but in a sheet: unless it is the only one. A life
 * that is looked at stands in its place, also when it is hidden.
 */
export function useArrangement(room: Room): { arrangement: Arrangement; inSheet: boolean } {
  const kept = useApp((state) => state.arrangement);
  const lifeOpen = useApp((state) => state.lifeOpen);
  return useMemo(() => {
    const wanted = lifeOpen && kept.hidden.includes('inspector') ? show(kept, 'inspector') : kept;
    const arrangement = room === 'narrow' ? hide(wanted, 'inspector') : wanted;
    return { arrangement, inSheet: arrangement !== wanted };
  }, [kept, lifeOpen, room]);
}

interface PathBodyProps {
  room: Room;
  sheet: boolean;
  closeSheet: () => void;
}

/** The panels where the reader has put them: at first packets, path and objects over the timeline and the kernel log. */
export function PathBody({ room, sheet, closeSheet }: PathBodyProps) {
  const { arrangement } = useArrangement(room);
  const sizes = useSizes('path-rows');
  const rows = rowsOf(arrangement);
  const lower = rows.find((row) => row.some((place) => place.startsWith('bottom')));
  const upper = rows.find((row) => row !== lower);
  return (
    <div className={styles.pathBody}>
      {upper && lower ? (
        <Split {...sizes} direction="vertical" arranged>
          <Pane id="upper" label="the panels above" min={180}>
            <Columns places={upper} arrangement={arrangement} room={room} />
          </Pane>
          <Pane
            id="timeline-row"
            label="the panels below"
            size={room === 'wide' ? 222 : 168}
            min={64}
            keepsPixels
          >
            <Columns places={lower} arrangement={arrangement} room={room} />
          </Pane>
        </Split>
      ) : (
        <Columns places={upper ?? lower ?? []} arrangement={arrangement} room={room} />
      )}
      {sheet ? <Sheet close={closeSheet} /> : null}
    </div>
  );
}

/** One row of places beside each other. */
function Columns({ places, arrangement, room }: { places: Place[]; arrangement: Arrangement; room: Room }) {
  const lower = places[0].startsWith('bottom');
  const name = `${lower ? 'path-lower' : 'path-columns'}${room === 'wide' ? '' : lower ? '-small' : `-${room}`}`;
  const panes = places.map((place) => paneOf(place, room));
  const usual = lower || room === 'narrow' ? 2 : 3;
  const sizes = useSizes(panes.length === usual ? name : `${name}.${places.join('.')}`);
  return (
    <Split {...sizes} direction="horizontal" arranged>
      {panes.map(({ place, ...pane }) => (
        <Pane key={pane.id} {...pane} label={labelOf(arrangement, place)}>
          <PlaceView place={place} arrangement={arrangement} />
        </Pane>
      ))}
    </Split>
  );
}

/** The panel that is seen, for the name of the splitter: `packets`. */
const labelOf = (arrangement: Arrangement, place: Place): string => frontOf(arrangement, place) ?? place;

/** The panels of one place: one, or several with tabs over them. */
function PlaceView({ place, arrangement }: { place: Place; arrangement: Arrangement }) {
  const front = useApp((state) => state.frontPanel);
  const panels = arrangement.places[place];
  const shown = frontOf(arrangement, place);
  if (!shown) return null;
  if (panels.length === 1) return <PanelView key={shown} panel={shown} />;
  return (
    <div className={styles.place}>
      <Tabs
        label={`Panels: ${panels.map((panel) => PANEL_LABELS[panel]).join(', ')}`}
        items={panels.map((panel) => ({ id: panel, label: PANEL_LABELS[panel] }))}
        selected={shown}
        onSelect={front}
      />
      <div className={styles.placeBody}>
        <PanelView key={shown} panel={shown} />
      </div>
    </div>
  );
}

const MOVES: readonly { direction: Direction; label: string; key: string }[] = [
  { direction: 'left', label: 'Move left', key: 'ArrowLeft' },
  { direction: 'right', label: 'Move right', key: 'ArrowRight' },
  { direction: 'up', label: 'Move up', key: 'ArrowUp' },
  { direction: 'down', label: 'Move down', key: 'ArrowDown' },
];

function PanelView({ panel }: { panel: PathPanel }) {
  const store = useAppStore();
  const arrangement = useApp((state) => state.arrangement);
  const actions = useMemo((): PaneActions => {
    const { hidePanel, movePanel } = store.getState();
    return {
      label: PANEL_LABELS[panel],
      canHide: canHide(arrangement, panel),
      hide: () => hidePanel(panel),
      moves: MOVES.map(({ direction, label, key }) => ({
        label,
        keys: keyText(`Ctrl+Shift+${key}`),
        run: moved(arrangement, panel, direction) ? () => movePanel(panel, direction) : null,
      })),
    };
  }, [store, arrangement, panel]);
  const { name, draw } = PANELS[panel];
  return (
    <PaneContext.Provider value={actions}>
      <Guarded name={name}>{draw()}</Guarded>
    </PaneContext.Provider>
  );
}

/** Below 900 px the inspector is a sheet from the right. */
function Sheet({ close }: { close: () => void }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [close]);
  return (
    <div className={styles.sheet}>
      <Guarded name="The inspector">
        <InspectorColumn />
      </Guarded>
    </div>
  );
}
