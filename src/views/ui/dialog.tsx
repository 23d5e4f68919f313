import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

export interface DialogProps {
  title: string;
  /** `plain` 560 wide, `wide` 760, `menu` under the top bar. */
  look?: 'plain' | 'wide' | 'menu';
  /** Without a head the content brings its own first line (palette). */
  headless?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A modal over the page: the browser traps the focus; Esc and a click outside close it. */
export function Dialog({ title, look = 'plain', headless = false, onClose, children }: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) element.showModal();
    // What scrolls can be reached by keys, even if nothing in it can.
    const { current } = body;
    if (current && current.scrollHeight > current.clientHeight) current.tabIndex = 0;
    // What the dialog is for gets the focus, not the button that closes it.
    const wanted = element?.querySelector<HTMLElement>('[data-autofocus]') ?? body.current;
    wanted?.focus({ preventScroll: true });
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${look === 'plain' ? '' : styles[look]}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {headless ? null : (
        <header className={styles.head}>
          <h2>{title}</h2>
          <IconButton icon="cross" name="Close" keys="Esc" onClick={onClose} />
        </header>
      )}
      <div ref={body} className={styles.body} tabIndex={-1}>
        {children}
      </div>
    </dialog>
  );
}
