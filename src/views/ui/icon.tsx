import type { ReactNode } from 'react';

/** 16 px grid, stroke 1.5, round ends, `currentColor`; fills only for dots and solid triangles. */
const PATHS = {
  into: (
    <>
      <path d="M8 2v7M5 6.5 8 9.5l3-3" />
      <circle cx="8" cy="13.2" r="1.3" fill="currentColor" stroke="none" />
    </>
  ),
  out: (
    <>
      <path d="M8 9.5V2M5 5l3-3 3 3" />
      <circle cx="8" cy="13.2" r="1.3" fill="currentColor" stroke="none" />
    </>
  ),
  over: (
    <>
      <path d="M2.5 8.5C3.5 5 6 3.5 8.5 3.5c2.2 0 4 1.2 5 3M13.8 3v3.7h-3.7" />
      <circle cx="8" cy="12.4" r="1.3" fill="currentColor" stroke="none" />
    </>
  ),
  packet: <path d="m3.5 4 4 4-4 4M8.5 4l4 4-4 4" />,
  continue: <path d="M3.5 3v10M6.5 3.5v9L13 8z" />,
  play: <path d="M4.5 2.8v10.4L13 8z" />,
  pause: <path d="M5 3v10M11 3v10" />,
  open: <path d="M2 12.5v-9h4l1.5 2H14v7z" />,
  search: <path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4 14 14" />,
  share: <path d="M8 10V2M5 5l3-3 3 3M2.5 9v4.5h11V9" />,
  'chevron-down': <path d="m4 6 4 4 4-4" />,
  check: <path d="m3 8.5 3.2 3.2L13 5" />,
  cross: <path d="m3.5 3.5 9 9M12.5 3.5l-9 9" />,
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  source: <path d="M6.5 3.5h-4v10h10v-4M9 2.5h4.5V7M13 3 7.5 8.5" />,
  triangle: <path d="M6 4.5v7L11 8z" fill="currentColor" stroke="none" />,
  'triangle-open': <path d="M4.5 6h7L8 11z" fill="currentColor" stroke="none" />,
  diamond: <path d="m8 3 5 5-5 5-5-5z" />,
  square: <path d="M3.5 3.5h9v9h-9z" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9" />
    </>
  ),
  moon: <path d="M13 9.8A5.6 5.6 0 0 1 6.2 3a5.6 5.6 0 1 0 6.8 6.8Z" />,
  maximise: <path d="M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5 9 7M2.5 13.5 7 9" />,
  restore: <path d="M13 6.5H9.5V3M3 9.5h3.5V13M9.5 6.5 14 2M6.5 9.5 2 14" />,
  help: (
    <>
      <path d="M5.8 6.2a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6" />
      <circle cx="8" cy="12.3" r="0.9" fill="currentColor" stroke="none" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.5v3.7" />
      <circle cx="8" cy="5" r="0.8" fill="currentColor" stroke="none" />
    </>
  ),
  copy: <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />,
  file: <path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3" />,
  warning: <path d="M8 2.5 14 13H2zM8 6.5v3M8 11.4v.1" />,
  trouble: (
    <>
      <path d="M8 2.5 14 13H2z" fill="currentColor" />
      <path d="M8 6.5v3M8 11.4v.1" stroke="var(--bg-1)" />
    </>
  ),
  timer: (
    <>
      <circle cx="8" cy="8.8" r="5" />
      <path d="M8 6v3l1.8 1.4M6.5 1.8h3" />
    </>
  ),
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  run: (
    <>
      <circle cx="12.6" cy="8" r="2.2" fill="currentColor" stroke="none" />
      <path d="M2.5 3.5v9L9 8z" />
    </>
  ),
  disc: <circle cx="8" cy="8" r="4" fill="currentColor" stroke="none" />,
  'disc-empty': <circle cx="8" cy="8" r="3.5" />,
  ribbon: <path d="M4.5 2.5h7v11L8 10.5l-3.5 3z" />,
  pencil: <path d="m3 13 .7-3L10.5 3.2a1.4 1.4 0 0 1 2 0l.3.3a1.4 1.4 0 0 1 0 2L6 12.3z" />,
  lock: <path d="M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2" />,
  columns: <path d="M2.5 3h11v10h-11zM6.5 3v10M10 3v10" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export interface IconProps {
  name: IconName;
  /** Backwards: mirrored left to right (steps down and up are mirrored by their own shape). */
  mirrored?: boolean;
  size?: number;
  className?: string;
}

/** Decoration only: what it means is said by the control that holds it. */
export function Icon({ name, mirrored = false, size = 16, className }: IconProps) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={mirrored ? { transform: 'scaleX(-1)' } : undefined}
    >
      {PATHS[name]}
    </svg>
  );
}

/** A bucket head with two short chains, one node lit. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true" focusable="false">
      <g stroke="currentColor" strokeWidth="1.5">
        <path d="M1 1.5h4v17H1zM1 7.2h4M1 12.8h4M5 5h3.5M5 14.5h3.5M12.5 5H15" />
        <path d="M8.5 3h4v4h-4zM8.5 12.5h4v4h-4z" />
      </g>
      <path d="M15 2.6h4.4v4.8H15z" fill="var(--now-mark)" />
    </svg>
  );
}
