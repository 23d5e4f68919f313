/** What a reader has to say about its input: `error` = nothing usable, `warning` = usable, with a gap. */
export interface Problem {
  severity: 'error' | 'warning';
  /** A stable name, e.g. `pcap-truncated`. */
  code: string;
  /** One sentence: what was found, what was expected, what to do. */
  message: string;
  /** Byte offset in the file, or undefined for text. */
  offset?: number;
  /** Line number from 1, or undefined for binary. */
  line?: number;
  /** The offending bytes or line, to be shown as evidence. */
  evidence?: string;
}

export function warning(code: string, message: string, where: Partial<Problem> = {}): Problem {
  return { severity: 'warning', code, message, ...where };
}

export function error(code: string, message: string, where: Partial<Problem> = {}): Problem {
  return { severity: 'error', code, message, ...where };
}
