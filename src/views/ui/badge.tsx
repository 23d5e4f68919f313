import type { ReactNode } from 'react';
import type { ServerRef } from '../../trace/views.ts';
import styles from './badge.module.css';
import { endpoint } from './format.ts';

export interface BadgeProps {
  tone?: 'plain' | 'template' | 'now' | 'bad';
  children: ReactNode;
}

/** 16 high; always with a noun. */
export function Badge({ tone = 'plain', children }: BadgeProps) {
  return <span className={`${styles.badge} ${tone === 'plain' ? '' : styles[tone]}`}>{children}</span>;
}

/** CSS colour of a real server: its place in the palette, repeating after eight. */
export function serverColor(series: number): string {
  return `var(--s${(series % 8) + 1})`;
}

/** The swatch alone; whoever uses it says the server beside it. A notch marks the second round of colours. */
export function ServerSwatch({ server }: { server: ServerRef }) {
  return (
    <span
      className={`${styles.swatch} ${server.series >= 8 ? styles.notched : ''}`}
      style={{ background: serverColor(server.series) }}
    />
  );
}

export interface ServerChipProps {
  server: ServerRef;
  /** `label` = `.12`, `addr` = the address, `full` = address and port. */
  show?: 'label' | 'addr' | 'full';
  /** Routine rows: swatch at 45 %. */
  dim?: boolean;
  strong?: boolean;
}

/** Swatch and label of a real server: never colour alone. */
export function ServerChip({ server, show = 'label', dim = false, strong = false }: ServerChipProps) {
  const text =
    show === 'label' ? server.label : show === 'addr' ? server.addr : endpoint(server.addr, server.port);
  return (
    <span className={`${styles.server} ${dim ? styles.dim : ''} ${strong ? styles.strong : ''}`}>
      <ServerSwatch server={server} />
      {text}
    </span>
  );
}
