import type { ReactNode } from 'react';
import { ErrorBoundary } from './error-boundary.tsx';

/** A failure inside says its name and leaves the rest of the window as it is. */
export function Guarded({ name, children }: { name: string; children: ReactNode }) {
  return <ErrorBoundary name={name}>{children}</ErrorBoundary>;
}
