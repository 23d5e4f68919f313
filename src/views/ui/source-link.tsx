import type { ReactNode } from 'react';
import { sourceOf } from '../../trace/kernel-source.ts';
import styles from './source-link.module.css';
import { tip } from './tooltip.tsx';

export interface SourceLinkProps {
  profile: string;
  fn: string;
  /** Reached by keys of the list that it stands in, not by Tab. */
  inList?: boolean;
  children: ReactNode;
}

/** To a function's source on a public cross-reference, in a new tab; plain text where the kernel has none of that name. */
export function SourceLink({ profile, fn, inList = false, children }: SourceLinkProps) {
  const address = sourceOf(profile, fn);
  if (!address) return <>{children}</>;
  return (
    <a
      className={styles.link}
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      tabIndex={inList ? -1 : undefined}
      aria-label={`Source of ${fn} on another site`}
      onClick={(event) => event.stopPropagation()}
      {...tip(`Its source on ${new URL(address).host}, in a new tab`, undefined, fn)}
    >
      {children}
    </a>
  );
}
