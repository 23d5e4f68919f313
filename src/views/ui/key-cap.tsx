import styles from './key-cap.module.css';

/** A key as printed on the keyboard: `s`, `Ctrl K`, `Esc`. */
export function KeyCap({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  return <kbd className={`${styles.cap} ${inverted ? styles.inverted : ''}`}>{keys}</kbd>;
}
