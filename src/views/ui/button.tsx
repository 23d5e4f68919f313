import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icon.tsx';
import { KeyCap } from './key-cap.tsx';
import { tip } from './tooltip.tsx';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once per view. */
  look?: 'primary' | 'default' | 'quiet';
  icon?: IconName;
  /** Shown as a key cap behind the words. */
  keys?: string;
  children: ReactNode;
}

/** A button is a verb. 28 px high. */
export function Button({ look = 'default', icon, keys, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={`${styles.button} ${styles[look]} ${className ?? ''}`}>
      {icon ? <Icon name={icon} /> : null}
      {children}
      {keys ? <KeyCap keys={keys} inverted={look === 'primary'} /> : null}
    </button>
  );
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  mirrored?: boolean;
  /** Accessible name and tooltip: a verb and its object. */
  name: string;
  keys?: string;
}

/** 28 x 28, a name and a tooltip with the key. */
export function IconButton({ icon, mirrored, name, keys, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={name}
      {...tip(name, keys)}
      {...rest}
      className={`${styles.button} ${styles.quiet} ${styles.icon} ${className ?? ''}`}
    >
      <Icon name={icon} mirrored={mirrored} />
    </button>
  );
}
