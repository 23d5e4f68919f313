import { Children, Fragment, type ReactElement, type ReactNode } from 'react';
import { Group, type Layout, Panel, Separator } from 'react-resizable-panels';
import styles from './splitter.module.css';

export interface PaneProps {
  /** Stable name; sizes are remembered under it. */
  id: string;
  /** In words, for the name of the splitter; the id if none. */
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
  children: ReactElement<PaneProps> | (ReactElement<PaneProps> | null | false)[];
}

const HIT = { coarse: 22, fine: 7 };

/** Panes that meet at a 1 px line which can be dragged, moved with arrows, and reset with a double click. */
export function Split({ id, direction, layout, onLayout, children }: SplitProps) {
  const panes = Children.toArray(children) as ReactElement<PaneProps>[];
  return (
    <Group
      id={id}
      key={panes.map((pane) => pane.props.id).join()}
      className={styles.group}
      orientation={direction}
      defaultLayout={layout}
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
            defaultSize={pane.props.size}
            minSize={pane.props.min}
            maxSize={pane.props.max}
            groupResizeBehavior={pane.props.keepsPixels ? 'preserve-pixel-size' : undefined}
            style={{ overflow: 'hidden' }}
          >
            {pane.props.children}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
