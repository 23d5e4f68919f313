import {
  Children,
  Fragment,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { Group, type Layout, Panel, Separator } from 'react-resizable-panels';
import { hiddenOf, paneList, visiblePanes } from '../../store/panels.ts';
import { AppContext } from '../../store/use-app.ts';
import { type PaneActions, PaneContext } from './panel-menu.tsx';
import styles from './splitter.module.css';

export interface PaneProps {
  /** Stable name; sizes are remembered under it, and whether it is hidden. */
  id: string;
  /** In words, for the name of the splitter and the menu of panels; the id if none. */
  label?: string;
  /** Pixels; without one the pane takes what is left. */
  size?: number | string;
  min?: number | string;
  max?: number | string;
  /** Keeps its pixels when the window is resized. */
  keepsPixels?: boolean;
  children: ReactNode;
}

/** One side of a `Split`; read by `Split`, never rendered by itself. */
export function Pane(props: PaneProps): ReactNode {
  return props.children;
}

function labelOf(pane: ReactElement<PaneProps>): string {
  return pane.props.label ?? pane.props.id;
}

export interface SplitProps {
  id: string;
  direction: 'horizontal' | 'vertical';
  /** Remembered sizes in percent by pane, or undefined for the defaults. */
  layout: Layout | undefined;
  /** After a drag, a key or a double click. */
  onLayout: (layout: Layout) => void;
  /** Whoever arranges the panes hides them himself. */
  arranged?: boolean;
  children: ReactElement<PaneProps> | (ReactElement<PaneProps> | null | false)[];
}

const HIT = { coarse: 22, fine: 7 };
const NONE: readonly string[] = [];

/** Panes that meet at a 1 px line which can be dragged, moved with arrows, and reset with a double click. */
export function Split({ id, direction, layout, onLayout, arranged = false, children }: SplitProps) {
  const all = Children.toArray(children) as ReactElement<PaneProps>[];
  const hidden = useHidden(id, all, arranged);
  const resets = useResets();
  const props = all.map((pane) => pane.props);
  const visible = new Set(visiblePanes(props, hidden).map((pane) => pane.id));
  const panes = all.filter((pane) => visible.has(pane.props.id));
  const ids = panes.map((pane) => pane.props.id);
  // Without the pane that takes what is left, another one does.
  const takesRest = panes.find((pane) => pane.props.size === undefined) ?? panes.at(-1);
  return (
    <Group
      id={id}
      key={`${ids.join()} ${resets}`}
      className={styles.group}
      orientation={direction}
      defaultLayout={fits(layout, ids) ? layout : undefined}
      resizeTargetMinimumSize={HIT}
      onLayoutChanged={(next, meta) => {
        if (meta.isUserInteraction) onLayout(meta.requestedLayout ?? next);
      }}
    >
      {panes.map((pane, at) => (
        <Fragment key={pane.props.id}>
          {at > 0 ? (
            <Separator
              id={`${id}-${pane.props.id}`}
              className={styles.splitter}
              aria-label={`Resize ${labelOf(panes[at - 1])} and ${labelOf(pane)}`}
            />
          ) : null}
          <Panel
            id={pane.props.id}
            className={styles.panel}
            defaultSize={pane === takesRest ? undefined : pane.props.size}
            minSize={pane.props.min}
            maxSize={pane.props.max}
            groupResizeBehavior={
              pane.props.keepsPixels && pane !== takesRest ? 'preserve-pixel-size' : undefined
            }
            style={{ overflow: 'hidden' }}
          >
            {arranged ? (
              pane.props.children
            ) : (
              <HideablePane id={pane.props.id} label={labelOf(pane)} alone={panes.length === 1}>
                {pane.props.children}
              </HideablePane>
            )}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

/** Sizes that were remembered of the panes that are there, neither more nor less. */
function fits(layout: Layout | undefined, ids: readonly string[]): boolean {
  return layout !== undefined && Object.keys(layout).length === ids.length && ids.every((id) => id in layout);
}

/** Which panes the reader has hidden; tells the store which ones there are. */
function useHidden(
  split: string,
  panes: readonly ReactElement<PaneProps>[],
  arranged: boolean,
): readonly string[] {
  const store = useContext(AppContext);
  const told = panes
    .map(({ props }) => `${props.id}\n${labelOf({ props } as ReactElement<PaneProps>)}`)
    .join('\t');
  useEffect(() => {
    if (!store || arranged) return;
    const list = told.split('\t').map((pane) => {
      const [id, label] = pane.split('\n');
      return { id, label };
    });
    store.getState().reportPanes(split, paneList(split, list));
    return () => store.getState().reportPanes(split, []);
  }, [store, arranged, split, told]);
  return useSyncExternalStore(store?.subscribe ?? (() => () => {}), () =>
    store && !arranged ? hiddenOf(store.getState()) : NONE,
  );
}

function useResets(): number {
  const store = useContext(AppContext);
  return useSyncExternalStore(store?.subscribe ?? (() => () => {}), () => store?.getState().resets ?? 0);
}

interface HideablePaneProps {
  id: string;
  label: string;
  /** The last pane of its splitter stays. */
  alone: boolean;
  children: ReactNode;
}

function HideablePane({ id, label, alone, children }: HideablePaneProps) {
  const store = useContext(AppContext);
  const actions = useMemo<PaneActions | null>(
    () => store && { label, canHide: !alone, hide: () => store.getState().hidePanel(id), moves: [] },
    [store, id, label, alone],
  );
  return <PaneContext.Provider value={actions}>{children}</PaneContext.Provider>;
}
