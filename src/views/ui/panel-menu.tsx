import { createContext, useContext } from 'react';
import { AppContext } from '../../store/use-app.ts';
import { MenuButton, type MenuItem } from './menu.tsx';
import styles from './panel-menu.module.css';
import { type PictureForm, savePicture } from './picture.ts';
import { tip } from './tooltip.tsx';

/** What a panel's place in the view lets one do with it. */
export interface PaneActions {
  /** In words, for the name of the menu: `Kernel log`. */
  readonly label: string;
  readonly canHide: boolean;
  hide(): void;
  /** Where it can be moved to; none = it stands still. */
  readonly moves: readonly {
    readonly label: string;
    readonly keys: string;
    readonly run: (() => void) | null;
  }[];
}

/** The pane that a panel stands in; null = it is all there is. */
export const PaneContext = createContext<PaneActions | null>(null);

/** `Kernel-log.png` */
async function pictureOf(panel: string, label: string, form: PictureForm): Promise<void> {
  const element = document.querySelector<HTMLElement>(`[data-panel-id="${CSS.escape(panel)}"]`);
  if (element) await savePicture(element, label.replace(/\W+/g, '-'), form);
}

/** The quiet "..." of a panel: hide, move, maximise, picture, reset. Nothing for a panel that stands alone. */
export function PanelMenu({ panel, floating }: { panel: string; floating?: 'corner' | 'pointed' }) {
  const pane = useContext(PaneContext);
  const store = useContext(AppContext);
  if (!pane || !store) return null;
  const items = (): MenuItem[] => {
    const { maximised, setMaximised, resetLayout } = store.getState();
    const isMaximised = maximised === panel;
    return [
      {
        id: 'maximise',
        label: isMaximised ? 'Restore' : 'Maximise',
        keys: 'm',
        onSelect: () => setMaximised(isMaximised ? null : panel),
      },
      { id: 'hide', label: 'Hide', disabled: !pane.canHide, onSelect: () => pane.hide() },
      ...pane.moves.map(
        ({ label, keys, run }, at): MenuItem => ({
          id: label,
          label,
          keys,
          divided: at === 0,
          disabled: run === null,
          onSelect: () => run?.(),
        }),
      ),
      {
        id: 'png',
        label: 'Save picture, PNG',
        divided: true,
        onSelect: () => void pictureOf(panel, pane.label, 'png'),
      },
      { id: 'svg', label: 'Save picture, SVG', onSelect: () => void pictureOf(panel, pane.label, 'svg') },
      { id: 'reset', label: 'Reset layout', divided: true, onSelect: resetLayout },
    ];
  };
  return (
    <MenuButton
      name={`Panel ${pane.label}`}
      className={`${styles.button} ${floating ? styles.floating : ''} ${floating === 'pointed' ? styles.pointed : ''}`}
      items={items}
      tip={tip('Hide, move or maximise this panel')}
    >
      <svg
        width="14"
        height="14"
        viewBox="0 0 14 14"
        fill="currentColor"
        aria-hidden="true"
        focusable="false"
      >
        <circle cx="2.5" cy="7" r="1.2" />
        <circle cx="7" cy="7" r="1.2" />
        <circle cx="11.5" cy="7" r="1.2" />
      </svg>
    </MenuButton>
  );
}
