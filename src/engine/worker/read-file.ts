import type { Problem } from '../../base/result.ts';
import type { Cut } from '../../inputs/cut/cut.ts';
import type { PacketStore } from '../../packet/store.ts';
import type { LogStore } from '../../readers/klog/store.ts';
import type { PackedCase } from '../../session/link/pack.ts';
import type { OpenedFile } from '../../trace/views.ts';
import type { Progress } from '../protocol/messages.ts';
import type { PasteSource } from './paste-file.ts';

/** One file as it was read; `kind` says which part of a case it is. */
export type ReadFile = {
  readonly name: string;
  readonly opened: OpenedFile;
  /** The first sentence when it cannot be used: `director.pcap is not a capture`. */
  readonly headline: string;
} /** Captures that were opened together share one store. */ & (
  | { readonly part: 'capture'; readonly store: PacketStore; readonly cut?: Cut | null }
  | { readonly part: 'log'; readonly log: LogStore }
  | { readonly part: 'rules' | 'sysctl' | 'actions' | 'runJson'; readonly text: string }
  /** `packed` where it was a packed one. */
  | { readonly part: 'case'; readonly text: string; readonly packed?: PackedCase }
  | { readonly part: 'paste'; readonly paste: PasteSource }
  /** Nothing in it: said, but no reason to refuse the others. */
  | { readonly part: 'empty' }
  | { readonly part: null }
);

export type LogFile = Extract<ReadFile, { part: 'log' }>;

export interface ReadHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Long work goes on when what it gives is fulfilled. */
  readonly pass: () => Promise<void>;
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** What a file name promises, for the headline of a refusal. */
function promised(name: string): string {
  return /\.(pcap|pcapng|cap)(\.gz)?$/i.test(name) ? 'a capture' : 'a file that ipvscope reads';
}

export function refused(name: string, what: string, problem: Problem): ReadFile {
  const opened: OpenedFile = { name, what, summary: 'not read', ok: false, problems: [problem] };
  return { name, opened, headline: `${name} is not ${promised(name)}`, part: null };
}
