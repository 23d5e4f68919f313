import { useApp } from '../../../store/use-app.ts';
import { Panel } from '../../ui/index.ts';

/** Placeholder: fills the body of the window under the tabs; data through useApp((s) => s.moment). */
export function TableView() {
  const moment = useApp((state) => state.moment);
  return (
    <Panel id="table" title="Table">
      {moment?.announcement}
    </Panel>
  );
}
