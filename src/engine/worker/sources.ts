import type { Problem } from '../../base/result.ts';
import { error } from '../../base/result.ts';
import { PROFILES } from '../../kernel/profiles/index.ts';
import { readActions } from '../../readers/actions.ts';
import { blobPieces } from '../../readers/capture.ts';
import { Gunzip } from '../../readers/gzip.ts';
import { readLog } from '../../readers/klog/reader.ts';
import { debugLevelOf } from '../../readers/klog/recognise.ts';
import type { LogStore } from '../../readers/klog/store.ts';
import { type Peeked, peek } from '../../readers/peek.ts';
import { readRules } from '../../readers/rules.ts';
import { isRunJson, readRunJson } from '../../readers/run-json.ts';
import type { FileKind } from '../../readers/sniff.ts';
import { readSysctl } from '../../readers/sysctl.ts';
import { isPackedCase, unpackCase } from '../../session/link/pack.ts';
import type { OpenedFile } from '../../trace/views.ts';
import type { InputFile } from '../protocol/messages.ts';
import { readCaptureGroup } from './capture-sources.ts';
import { pasteOf, pasteOpened, tooLarge } from './paste-file.ts';
import { type LogFile, plural, type ReadFile, type ReadHooks, refused } from './read-file.ts';

export type { LogFile, ReadFile } from './read-file.ts';

/** Of kernels that know as many lines of a log the first is chosen. */
const NEWEST_FIRST = PROFILES.toReversed();

const HEAD_BYTES = 8192;
const TEXT_LIMIT = 8 << 20;
/** Listings and packets as text are long. */
const LISTING_LIMIT = 32 << 20;
const CAPTURE_KINDS: ReadonlySet<FileKind> = new Set(['pcap', 'pcapng', 'gzip']);

function looksBinary(kind: FileKind): boolean {
  return kind === 'binary' || kind === 'archive';
}

function emptyFile(name: string): ReadFile {
  const opened: OpenedFile = { name, what: 'empty file', summary: 'nothing in it', ok: true, problems: [] };
  return { name, opened, headline: `${name} is empty`, part: 'empty' };
}

/** Records, and what a higher debug_level would have shown. */
function logSummary(log: LogStore): string {
  const { level, higher } = debugLevelOf(log);
  const parts = [plural(log.messages, 'IPVS message')];
  if (log.unparsed > 0) parts.push(`${log.unparsed.toLocaleString('en')} not read`);
  if (log.counts.foreign > 0) parts.push(`${plural(log.counts.foreign, 'line')} of others`);
  if (log.gaps > 0) parts.push(plural(log.gaps, 'gap'));
  if (log.boots.length > 1) parts.push(plural(log.boots.length, 'boot'));
  if (level >= 0 && higher.length > 0) parts.push(`debug_level ${level} at least`);
  return parts.join(', ');
}

async function readLogFile(file: InputFile, hooks: ReadHooks): Promise<ReadFile> {
  const total = file.data.size;
  const modified = 'lastModified' in file.data ? Number(file.data.lastModified) : undefined;
  const log = await readLog(blobPieces(file.data), {
    kernels: NEWEST_FIRST,
    modified,
    signal: hooks.signal,
    onProgress: ({ bytes }) =>
      hooks.onProgress({ phase: `reading ${file.name}`, done: bytes, total, unit: 'bytes' }),
  });
  if (log.messages === 0) {
    const problem =
      log.problems.find(({ severity }) => severity === 'error') ??
      log.problems[0] ??
      error('klog-none', 'No line of it is a message of IPVS.');
    return refused(file.name, 'a kernel log', { ...problem, severity: 'error' });
  }
  return { name: file.name, opened: openedLog(file.name, log), headline: '', part: 'log', log };
}

function openedLog(name: string, log: LogStore): OpenedFile {
  const what = `kernel log (${log.kernel.name})`;
  return { name, what, summary: logSummary(log), ok: true, problems: log.problems };
}

/** A log after another kernel was chosen for it. */
export function reopened(file: LogFile): LogFile {
  return { ...file, opened: openedLog(file.name, file.log) };
}

interface TextPart {
  readonly part: 'rules' | 'sysctl' | 'actions' | 'runJson' | 'case';
  readonly what: string;
  readonly summary: string;
  readonly problems: readonly Problem[];
}

function textPart(kind: FileKind, text: string): TextPart | null {
  switch (kind) {
    case 'case':
      return { part: 'case', what: 'case', summary: plural(text.split('\n').length, 'line'), problems: [] };
    case 'ipvsadm-rules': {
      const { commands, problems } = readRules(text);
      return { part: 'rules', what: 'rules (ipvsadm)', summary: plural(commands.length, 'rule'), problems };
    }
    case 'sysctl': {
      const { commands, problems } = readSysctl(text);
      return { part: 'sysctl', what: 'sysctl', summary: plural(commands.length, 'setting'), problems };
    }
    case 'actions': {
      const { actions, problems } = readActions(text);
      return {
        part: 'actions',
        what: 'timed commands',
        summary: plural(actions.length, 'command'),
        problems,
      };
    }
    case 'json': {
      if (!isRunJson(text)) return null;
      const { run, problems } = readRunJson(text);
      return run ? { part: 'runJson', what: 'run.json', summary: run.kernel, problems } : null;
    }
    default:
      return null;
  }
}

async function readTextFile(
  file: InputFile,
  kind: FileKind,
  description: string,
  evidence: string,
): Promise<ReadFile> {
  const limit = kind === 'listing' || kind === 'tcpdump-text' ? LISTING_LIMIT : TEXT_LIMIT;
  if (file.data.size > limit) return refused(file.name, description, tooLarge(limit));
  const text = await file.data.text();
  const modified = file.data instanceof File ? file.data.lastModified / 1000 : null;
  const paste = pasteOf(file.name, text, kind, file.pasted ? null : modified);
  if (paste) return { name: file.name, opened: pasteOpened(paste), headline: '', part: 'paste', paste };
  const found = textPart(kind, text);
  if (!found) {
    const message = `It looks like ${description}. ipvscope reads pcap and pcapng captures (also gzipped), kernel logs, tcpdump's text, rules and listings of ipvsadm and /proc/net, keepalived.conf, net.ipv4.vs settings, timed commands and cases.`;
    return refused(file.name, description, error('not-readable', message, { evidence }));
  }
  const fatal = found.problems.find(({ severity }) => severity === 'error');
  const usable = !fatal || found.part !== 'rules';
  const opened: OpenedFile = {
    name: file.name,
    what: found.what,
    summary: usable ? found.summary : 'not read',
    ok: usable,
    problems: found.problems,
  };
  if (!usable)
    return { name: file.name, opened, headline: `${file.name} has a line that cannot be read`, part: null };
  return { name: file.name, opened, headline: '', part: found.part, text };
}

/** What is inside a packed text, as far as texts are read. */
async function unpacked(file: InputFile): Promise<InputFile> {
  const gunzip = new Gunzip();
  const pieces: BlobPart[] = [];
  let size = 0;
  const take = (piece: Uint8Array): void => {
    if (size <= LISTING_LIMIT) pieces.push(piece.slice());
    size += piece.length;
  };
  for await (const piece of blobPieces(file.data)) {
    gunzip.push(piece, take);
    if (size > LISTING_LIMIT) break;
  }
  gunzip.end(take);
  return { ...file, data: new Blob(pieces) };
}

/** A log; or, where listings stand in it too, a text of several parts. */
async function readLogOrPaste(file: InputFile, hooks: ReadHooks, packed: boolean): Promise<ReadFile> {
  if (packed || file.data.size > TEXT_LIMIT) return readLogFile(file, hooks);
  const modified = file.data instanceof File && !file.pasted ? file.data.lastModified / 1000 : null;
  const paste = pasteOf(file.name, await file.data.text(), 'kernel-log', modified);
  if (!paste) return readLogFile(file, hooks);
  return { name: file.name, opened: pasteOpened(paste), headline: '', part: 'paste', paste };
}

async function headOf(file: InputFile): Promise<Peeked> {
  return peek(new Uint8Array(await file.data.slice(0, HEAD_BYTES).arrayBuffer()));
}

async function readPacked(file: InputFile): Promise<ReadFile> {
  const what = 'packed case';
  if (file.data.size > TEXT_LIMIT) return refused(file.name, what, tooLarge(TEXT_LIMIT));
  const result = unpackCase(new Uint8Array(await file.data.arrayBuffer()));
  if (!result.ok)
    return { ...refused(file.name, what, result.problem), headline: `${file.name} cannot be read` };
  const { packed } = result;
  const summary = plural(packed.text.split('\n').length - 1, 'line');
  const opened: OpenedFile = { name: file.name, what, summary, ok: true, problems: [] };
  return { name: file.name, opened, headline: '', part: 'case', text: packed.text, packed };
}

/** Reads a file that is no capture. */
async function readOther(file: InputFile, head: Peeked, hooks: ReadHooks): Promise<ReadFile> {
  const { kind, description, evidence, packed } = head;
  if (isPackedCase(new Uint8Array(await file.data.slice(0, 8).arrayBuffer()))) return readPacked(file);
  if (kind === 'kernel-log') return readLogOrPaste(file, hooks, packed);
  if (kind === 'empty') return emptyFile(file.name);
  if (looksBinary(kind)) {
    const message = `It is ${description}. ipvscope reads pcap and pcapng captures and kernel logs, also gzipped, and text; it does not unpack archives.`;
    return refused(file.name, description, error('not-readable', message, { offset: 0, evidence }));
  }
  return readTextFile(packed ? await unpacked(file) : file, kind, description, evidence);
}

/**
 * Reads files: what each is follows from its first bytes, not from its name. Captures are read together, by time.
 * @returns what was read, in the order of the files
 */
export async function readFiles(files: readonly InputFile[], hooks: ReadHooks): Promise<ReadFile[]> {
  const heads = await Promise.all(files.map(headOf));
  const captures = files.filter((_, i) => CAPTURE_KINDS.has(heads[i].kind));
  const read = captures.length > 0 ? await readCaptureGroup(captures, hooks) : [];
  const inOrder: ReadFile[] = [];
  let next = 0;
  for (const [i, file] of files.entries()) {
    if (hooks.signal.aborted) break;
    inOrder.push(CAPTURE_KINDS.has(heads[i].kind) ? read[next++] : await readOther(file, heads[i], hooks));
  }
  return inOrder;
}
