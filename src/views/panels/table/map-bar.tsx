import { useId } from 'react';
import { WHOLE_MAP } from '../../../store/table-state.ts';
import { useApp } from '../../../store/use-app.ts';
import { TABLE_MODES, type TableView } from '../../../trace/table-views.ts';
import { MODE_WORDS } from '../../charts/bucket-map/modes.ts';
import { Button, KeyCap } from '../../ui/index.ts';
import styles from './map.module.css';

/** What the map shows, and whose buckets it marks. */
export function MapBar({ table }: { table: TableView }) {
  return (
    <div className={styles.bar}>
      <Mode />
      <Marked table={table} />
      <Whole />
    </div>
  );
}

function Mode() {
  const id = useId();
  const mode = useApp((state) => state.tableMode);
  const setMode = useApp((state) => state.setTableMode);
  return (
    <span className={styles.choice}>
      <label htmlFor={id}>Cells show</label>
      <select
        id={id}
        value={mode}
        onChange={(event) => {
          const chosen = TABLE_MODES.find((one) => one === event.target.value);
          if (chosen) setMode(chosen);
        }}
      >
        {TABLE_MODES.map((one) => (
          <option key={one} value={one}>
            {MODE_WORDS[one].label}
          </option>
        ))}
      </select>
      <KeyCap keys="u" />
    </span>
  );
}

/** Values of the options: a kind and an address; '' = the client of the event. */
const OWN = '';

function Marked({ table }: { table: TableView }) {
  const id = useId();
  const server = useApp((state) => state.server);
  const client = useApp((state) => state.client);
  const selectServer = useApp((state) => state.selectServer);
  const clearMarked = useApp((state) => state.clearMarked);
  const value = server !== null ? `server ${server}` : client !== null ? `client ${client}` : OWN;
  return (
    <span className={styles.choice}>
      <label htmlFor={id}>Mark</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const [kind, addr] = event.target.value.split(' ');
          if (kind === 'server') selectServer(addr);
          else clearMarked();
        }}
      >
        <option value={OWN}>client of the event</option>
        {client !== null ? <option value={`client ${client}`}>client {client}</option> : null}
        {table.servers.map(({ addr }) => (
          <option key={addr} value={`server ${addr}`}>
            server {addr}
          </option>
        ))}
      </select>
    </span>
  );
}

/** How far the map is zoomed, and the way back. */
function Whole() {
  const zoom = useApp((state) => state.mapZoom);
  const setZoom = useApp((state) => state.setMapZoom);
  if (zoom.scale <= 1.001) return null;
  return (
    <span className={styles.choice}>
      <span className="label">{zoom.scale.toFixed(1)} x</span>
      <Button look="quiet" keys="z" className={styles.small} onClick={() => setZoom(WHOLE_MAP)}>
        Show all
      </Button>
    </span>
  );
}
