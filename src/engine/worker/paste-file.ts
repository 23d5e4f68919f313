import { error, type Problem } from '../../base/result.ts';
import { type PasteKind, type PastePart, readPaste } from '../../readers/listings/paste.ts';
import type { FileKind } from '../../readers/sniff.ts';
import type { OpenedFile } from '../../trace/views.ts';

/** A text that was taken apart into listings, rules, packets and whatever else people paste. */
export interface PasteSource {
  readonly name: string;
  readonly parts: readonly PastePart[];
  /** Kernel logs within the text, for whoever reads them. */
  readonly logs: readonly { readonly from: number; readonly text: string }[];
  /** When the file was last written, seconds since 1970; null = pasted. */
  readonly modified: number | null;
  /** Rules that were opened later take the place of those in here. */
  readonly outdated?: boolean;
}

const NOTHING: ReadonlySet<PasteKind> = new Set(['command', 'unknown']);
const RULES_ALONE: ReadonlySet<PasteKind> = new Set(['command', 'unknown', 'rules']);
/** Headings of listings, which make a paste of a file that begins as a log. */
const HEADINGS =
  /^[\s>]*(?:IP Virtual Server version|IPVS connection entries|Pro FromIP\s|Timeout \(tcp tcpfin udp\):|(?:master|backup) sync daemon\s)/m;

/** Kinds of text that may be pastes of several things. */
const PASTES: ReadonlySet<FileKind> = new Set([
  'listing',
  'keepalived',
  'tcpdump-text',
  'text',
  'ipvsadm-rules',
  'sysctl',
  'kernel-log',
]);

function logsOf(parts: readonly PastePart[], text: string): PasteSource['logs'] {
  const logs = parts.filter(({ kind }) => kind === 'kernel-log');
  if (logs.length === 0) return [];
  const lines = text.split(/\r\n|\n|\r/);
  return logs.map(({ from, to }) => ({ from, text: lines.slice(from - 1, to).join('\n') }));
}

/**
 * The parts of a text, or null when it is something else: rules, settings and logs that stand alone have readers of
 * their own, and a letter without any listing is none.
 */
export function pasteOf(
  name: string,
  text: string,
  kind: FileKind,
  modified: number | null,
): PasteSource | null {
  if (!PASTES.has(kind) || (kind === 'kernel-log' && !HEADINGS.test(text))) return null;
  const parts = readPaste(text);
  const alone = kind === 'ipvsadm-rules' || kind === 'sysctl' ? RULES_ALONE : NOTHING;
  if (parts.every((part) => alone.has(part.kind))) return null;
  return { name, parts, logs: logsOf(parts, text), modified };
}

/** It names services, as rules do. */
export function namesServices(part: PastePart): boolean {
  if (part.kind === 'keepalived') return part.value.commands.length > 0;
  return part.kind === 'rules' && part.value.commands.some(({ command }) => command.op === 'add-service');
}

/** What a text is called that has been read as a paste. */
export function pasteOpened({ name, parts }: PasteSource): OpenedFile {
  const used = parts.filter(({ kind }) => !NOTHING.has(kind)).length;
  const problems: Problem[] = parts.flatMap((part) => part.problems);
  return {
    name,
    what: 'pasted text',
    summary: `${used} of ${parts.length} parts are known`,
    ok: true,
    problems,
  };
}

export function tooLarge(limit: number): Problem {
  const message = `Text is read up to ${limit >> 20} MiB: cut it to what matters.`;
  return error('text-too-large', message);
}
