import { useApp } from '../../../store/use-app.ts';
import type { ServerRef } from '../../../trace/views.ts';
import { ServerChip } from '../../ui/index.ts';
import styles from './map.module.css';

interface MarkProps {
  /** Reached by Tab; else by the pointer only, because another control does the same. */
  tabbable?: boolean;
}

/** A real server that marks its buckets in the map when it is pressed. */
export function ServerMark({
  server,
  show,
  tabbable = true,
}: MarkProps & { server: ServerRef; show?: 'label' | 'full' }) {
  const isMarked = useApp((state) => state.server === server.addr);
  const selectServer = useApp((state) => state.selectServer);
  return (
    <button
      type="button"
      className={styles.mark}
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={isMarked}
      aria-label={`Mark the entries of server ${server.addr}`}
      onClick={(event) => {
        event.stopPropagation();
        selectServer(isMarked ? null : server.addr);
      }}
    >
      <ServerChip server={server} show={show} />
    </button>
  );
}

/** A client's address that marks its buckets in the map when it is pressed. */
export function ClientMark({ addr, text, tabbable = true }: MarkProps & { addr: string; text: string }) {
  const isMarked = useApp((state) => state.client === addr);
  const selectClient = useApp((state) => state.selectClient);
  return (
    <button
      type="button"
      className={styles.mark}
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={isMarked}
      aria-label={`Mark the entries of client ${addr}`}
      onClick={(event) => {
        event.stopPropagation();
        selectClient(isMarked ? null : addr);
      }}
    >
      {text}
    </button>
  );
}
