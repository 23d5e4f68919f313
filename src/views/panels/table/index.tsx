import { useApp } from '../../../store/use-app.ts';
import { Pane, Split } from '../../ui/index.ts';
import { ChainSide } from './chain-side.tsx';
import { TablePanel } from './table-panel.tsx';

/** The connection table: its buckets or its entries at the left, one chain and how it is found at the right. */
export function TableView() {
  const tab = useApp((state) => state.tableTab);
  const setTab = useApp((state) => state.setTableTab);
  const split = tab === 'map' ? 'table-map' : 'table-entries';
  const layout = useApp((state) => state.sizes[split]);
  const setSizes = useApp((state) => state.setSizes);
  return (
    <Split id={split} direction="horizontal" layout={layout} onLayout={(next) => setSizes(split, next)}>
      <Pane id={tab} size={tab === 'map' ? '49%' : '68%'} min={320}>
        <TablePanel tab={tab} onTab={setTab} />
      </Pane>
      <Pane id="chain" min={280}>
        <ChainSide />
      </Pane>
    </Split>
  );
}
