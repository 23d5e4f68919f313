import { formatAddr, formatIn6Full, type InetAddr } from '../base/inet.ts';

/** A value for one field of a message. */
export type MessageValue = number | string | InetAddr;

/** `error` and `info` lines are printed at any debug_level. */
export type Severity = 'debug' | 'error' | 'info';

/**
 * One message of the kernel. The template is printf-like:
 * `%s` text, `%d`/`%u` decimal, `%X` hexadecimal (`%08X` padded), `%c` one character, `%pI4`, `%pI6`
 * (eight full groups), `%pI6c` (short), `%A` an address as IP_VS_DBG_ADDR prints it (IPv6 in brackets).
 */
export interface Message {
  readonly id: string;
  /** The function that prints it. */
  readonly fn: string;
  /** Least debug_level at which it appears; -1 = always. */
  readonly level: number;
  readonly severity: Severity;
  readonly template: string;
  /** False for the few lines without `IPVS: ` in front (SCTP states, promiscuous mode). */
  readonly prefix: boolean;
  readonly pieces: readonly Piece[];
}

export type Conversion = 's' | 'd' | 'u' | 'X' | 'x' | 'c' | 'A' | 'pI4' | 'pI6' | 'pI6c';
export type Piece = string | { readonly conversion: Conversion; readonly width: number };

const CONVERSION = /%(0?)(\d*)(pI6c|pI6|pI4|[sduXxcA])/g;

/** Splits a template into literal text and conversions. */
export function splitTemplate(template: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of template.matchAll(CONVERSION)) {
    if (match.index > from) pieces.push(template.slice(from, match.index));
    pieces.push({ conversion: match[3] as Conversion, width: Number(match[2] || 0) });
    from = match.index + match[0].length;
  }
  if (from < template.length) pieces.push(template.slice(from));
  return pieces;
}

function addressText(value: MessageValue, full: boolean): string {
  if (typeof value === 'string') return value;
  return full && typeof value !== 'number' ? formatIn6Full(value) : formatAddr(value);
}

function convert(piece: Exclude<Piece, string>, value: MessageValue): string {
  switch (piece.conversion) {
    case 'X':
    case 'x': {
      if (typeof value === 'string') return value;
      const hex = (Number(value) >>> 0).toString(16).padStart(piece.width, '0');
      return piece.conversion === 'X' ? hex.toUpperCase() : hex;
    }
    case 'A':
      return typeof value === 'object' ? `[${formatAddr(value)}]` : addressText(value, false);
    case 'pI4':
    case 'pI6c':
      return addressText(value, false);
    case 'pI6':
      return addressText(value, true);
    default:
      return String(value);
  }
}

/** The text of a message without prefix and stamp. */
export function formatMessage(message: Message, values: readonly MessageValue[]): string {
  let text = '';
  let next = 0;
  for (const piece of message.pieces)
    text += typeof piece === 'string' ? piece : convert(piece, values[next++]);
  return text;
}
