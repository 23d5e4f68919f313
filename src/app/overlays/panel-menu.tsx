import { useEffect } from 'react';
import { keepFocus } from '../../store/panel-focus.ts';
import { panelItems } from '../../store/panels.ts';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Dialog, MenuList } from '../../views/ui/index.ts';

/** Which panels of this view are shown; Space or Enter hides and shows, Esc closes. */
export function PanelMenu({ onClose }: { onClose: () => void }) {
  useEffect(() => keepFocus, []);
  const store = useAppStore();
  // Each of these changes what the menu says.
  useApp((state) => state.arrangement);
  useApp((state) => state.hiddenPanes);
  const { hidePanel, showPanel, resetLayout } = store.getState();
  const items = panelItems(store.getState()).map(({ id, label, shown, canHide }) => ({
    id,
    label,
    checked: shown,
    disabled: shown && !canHide,
    onSelect: () => (shown ? hidePanel(id) : showPanel(id)),
  }));
  const reset = { id: 'reset', label: 'Reset layout', divided: true, onSelect: resetLayout };
  return (
    <Dialog title="Panels of this view" look="menu" onClose={onClose}>
      <MenuList label="Panels of this view" items={[...items, reset]} onDone={onClose} />
    </Dialog>
  );
}
