/** How a line says when and by whom it was printed; `none` = it does not. */
export type Style =
  | 'none'
  | 'dmesg'
  | 'dmesg -T'
  | 'dmesg -e'
  | 'dmesg -x'
  | 'iso'
  | 'raw'
  | 'kmsg'
  | 'syslog'
  | 'rfc5424'
  | 'unix'
  | 'json'
  | 'verbose';

/** Times of a stamp that names no year are given as a date in this (leap) year. */
export const NO_YEAR = 2000;

/** What stands in front of a message. */
export class Head {
  style: Style = 'none';
  /** Where the message begins. */
  at = 0;
  uptimeNs = Number.NaN;
  /** NaN = no wall clock. */
  epochMs = Number.NaN;
  /** The stamp has no year: {@link epochMs} is in the year {@link NO_YEAR}. */
  yearless = false;
  /** The stamp has no zone: {@link epochMs} takes it for UTC. */
  zoneless = false;
  /** Milliseconds since the line before (`dmesg -e`). */
  deltaMs = Number.NaN;
  cpu = -1;
  priority = -1;
  /** Who wrote the line: the kernel, a program, or nobody is named. */
  writer: 'kernel' | 'program' | '' = '';

  reset(): void {
    this.style = 'none';
    this.at = 0;
    this.uptimeNs = Number.NaN;
    this.epochMs = Number.NaN;
    this.yearless = false;
    this.zoneless = false;
    this.deltaMs = Number.NaN;
    this.cpu = -1;
    this.priority = -1;
    this.writer = '';
  }
}
