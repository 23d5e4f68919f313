import type { ReactNode } from 'react';
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
  tabbable,
}: MarkProps & { server: ServerRef; show?: 'label' | 'full' }) {
  const isMarked = useApp((state) => state.server === server.addr);
  const selectServer = useApp((state) => state.selectServer);
  return (
    <MarkButton
      what={`server ${server.addr}`}
      tabbable={tabbable}
      pressed={isMarked}
      onPress={() => selectServer(isMarked ? null : server.addr)}
    >
      <ServerChip server={server} show={show} />
    </MarkButton>
  );
}

/** A client's address that marks its buckets in the map when it is pressed. */
export function ClientMark({ addr, text, tabbable }: MarkProps & { addr: string; text: string }) {
  const isMarked = useApp((state) => state.client === addr);
  const selectClient = useApp((state) => state.selectClient);
  return (
    <MarkButton
      what={`client ${addr}`}
      tabbable={tabbable}
      pressed={isMarked}
      onPress={() => selectClient(isMarked ? null : addr)}
    >
      {text}
    </MarkButton>
  );
}

interface MarkButtonProps extends MarkProps {
  /** Whose entries it marks: `client 172.16.0.1`. */
  what: string;
  pressed: boolean;
  onPress: () => void;
  children: ReactNode;
}

/** Stands inside rows that can be pressed themselves: the press goes no further. */
function MarkButton({ what, tabbable = true, pressed, onPress, children }: MarkButtonProps) {
  return (
    <button
      type="button"
      className={styles.mark}
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={pressed}
      aria-label={`Mark the entries of ${what}`}
      onClick={(event) => {
        event.stopPropagation();
        onPress();
      }}
    >
      {children}
    </button>
  );
}
