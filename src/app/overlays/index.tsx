import { useApp } from '../../store/use-app.ts';
import { StopsLists } from '../../views/panels/stops/index.tsx';
import { Dialog } from '../../views/ui/index.ts';
import { AboutCase } from './about-case.tsx';
import { Asked } from './asked.tsx';
import { CutCapture } from './cut-capture.tsx';
import { FindSeed } from './find-seed.tsx';
import { Help } from './help.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { Palette } from './palette.tsx';
import { PanelMenu } from './panel-menu.tsx';
import { ScenarioMenu } from './scenario-menu.tsx';
import { Share } from './share.tsx';
import { WhatIf } from './what-if.tsx';

/** At most one floats over the page. */
export function Overlays() {
  const overlay = useApp((state) => state.overlay);
  const setOverlay = useApp((state) => state.setOverlay);
  const close = () => setOverlay(null);
  switch (overlay) {
    case 'palette':
      return <Palette onClose={close} />;
    case 'help':
      return <Help onClose={close} />;
    case 'open':
      return <OpenDialog onClose={close} />;
    case 'case':
      return <AboutCase onClose={close} />;
    case 'stops':
      return (
        <Dialog title="Stops" onClose={close}>
          <StopsLists />
        </Dialog>
      );
    case 'cut':
      return <CutCapture />;
    case 'seed':
      return <FindSeed onClose={close} />;
    case 'asked':
      return <Asked onClose={close} />;
    case 'share':
      return <Share onClose={close} />;
    case 'panels':
      return <PanelMenu onClose={close} />;
    case 'what-if':
      return <WhatIf onClose={close} />;
    case 'scenarios':
      return <ScenarioMenu onClose={close} />;
    case null:
      return null;
  }
}
