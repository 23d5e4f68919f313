/** The primitives that all views are made of. */

export { Badge, ServerChip, ServerSwatch, serverColor } from './badge.tsx';
export { Button, IconButton } from './button.tsx';
export { ContextMenu, type OpenMenu } from './context-menu.tsx';
export { Dialog } from './dialog.tsx';
export { ExpressionField, type ExpressionFieldProps } from './expression-field.tsx';
export { bucketName, count, counted, endpoint, logTime, packetTime, timerTime } from './format.ts';
export { Icon, type IconName, Mark } from './icon.tsx';
export { KeyCap } from './key-cap.tsx';
export { MenuButton, type MenuItem, MenuList } from './menu.tsx';
export { Empty, ErrorNotice, Evidence, OnItsWay, ProgressBar, whereOf } from './notice.tsx';
export { Panel, PanelFrame, Section } from './panel.tsx';
export { type PaneActions, PaneContext, PanelMenu } from './panel-menu.tsx';
export { Phrases } from './phrases.tsx';
export { rowsAround } from './rows-around.ts';
export { useRunMenu } from './run-menu.tsx';
export { saveFile } from './save-file.ts';
export { SourceLink } from './source-link.tsx';
export { Pane, Split } from './splitter.tsx';
export { type TabItem, Tabs } from './tabs.tsx';
export { slowTip, TooltipLayer, tip } from './tooltip.tsx';
export { TypedField } from './typed-field.tsx';
export { usePanelList } from './use-panel-list.ts';
export { loaded, VirtualList } from './virtual-list.tsx';
