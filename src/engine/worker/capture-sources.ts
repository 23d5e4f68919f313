import { type Problem, warning } from '../../base/result.ts';
import { memoryExpected } from '../../inputs/cut/memory.ts';
import { linktypeName } from '../../packet/protocols.ts';
import { blobPieces, type CaptureFile, type CaptureFiles, readCaptures } from '../../readers/capture.ts';
import type { OpenedFile } from '../../trace/views.ts';
import type { InputFile } from '../protocol/messages.ts';
import { plural, type ReadFile, type ReadHooks, refused } from './read-file.ts';

const NAMED = 2;

/** `a.pcap`, `a.pcap and b.pcap`, `a.pcap, b.pcap and 3 more`. */
export function namesOf(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length === NAMED) return names.join(' and ');
  return `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;
}

function captureWhat({ format, linktypes }: CaptureFile): string {
  const links = linktypes.map(linktypeName).join(', ');
  return `capture (${format}${links ? `, ${links}` : ''})`;
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('Z', '');
}

/** Others whose time overlaps with this file's. */
function overlapping(file: CaptureFile, all: readonly CaptureFile[]): CaptureFile[] {
  const { span } = file;
  if (!span) return [];
  return all.filter(
    (other) => other !== file && other.span && other.span[0] <= span[1] && other.span[1] >= span[0],
  );
}

/** What is to be said of a file because it was read together with others. */
function shared(file: CaptureFile, all: readonly CaptureFile[]): Problem[] {
  const notes: Problem[] = [];
  const others = overlapping(file, all);
  if (others.length > 0) {
    const names = namesOf(others.map(({ name }) => name));
    const message = `Its time overlaps with ${names}: packets stand in order of time, and the clocks of the files are taken as one.`;
    notes.push(warning('capture-overlap', message));
  }
  if (file.duplicates > 0) {
    const are = file.duplicates === 1 ? 'is' : 'are';
    const message = `${plural(file.duplicates, 'packet')} of it ${are} in another file too, with the same time and headers: taken once.`;
    notes.push(warning('capture-duplicates', message));
  }
  return notes;
}

function openedOf(file: CaptureFile, all: readonly CaptureFile[]): OpenedFile {
  const parts = [plural(file.packets, 'packet')];
  if (file.duplicates > 0) parts.push(`${file.duplicates.toLocaleString('en')} in another file too`);
  if (all.length > 1 && file.span) parts.push(`${instant(file.span[0])} to ${instant(file.span[1])}`);
  return {
    name: file.name,
    what: captureWhat(file),
    summary: parts.join(', '),
    ok: true,
    problems: all.length > 1 ? [...file.problems, ...shared(file, all)] : file.problems,
  };
}

function readFileOf(file: CaptureFile, { store, files }: CaptureFiles): ReadFile {
  const fatal = file.problems.find(({ severity }) => severity === 'error');
  if (fatal && file.packets === 0) return refused(file.name, 'capture', fatal);
  return { name: file.name, opened: openedOf(file, files), headline: '', part: 'capture', store };
}

/** Files of several folders may have the same name: the second is `a.pcap (2)`. */
function ownNames(names: readonly string[]): string[] {
  const own: string[] = [];
  for (const name of names) {
    let one = name;
    for (let copy = 2; own.includes(one); copy++) one = `${name} (${copy})`;
    own.push(one);
  }
  return own;
}

/** Reads captures that were opened together into one store; progress counts their bytes as they lie on the disk. */
export async function readCaptureGroup(inputs: readonly InputFile[], hooks: ReadHooks): Promise<ReadFile[]> {
  const total = inputs.reduce((sum, { data }) => sum + data.size, 0);
  const names = ownNames(inputs.map(({ name }) => name));
  const phase = `reading ${namesOf(names)}`;
  const sources = inputs.map(({ data }, i) => ({ name: names[i], pieces: blobPieces(data) }));
  const read = await readCaptures(sources, {
    signal: hooks.signal,
    pass: hooks.pass,
    onProgress: ({ bytes, packets }) =>
      hooks.onProgress({
        phase,
        done: bytes,
        total,
        unit: 'bytes',
        packets,
        ...(bytes > 0 && { memory: memoryExpected((packets * total) / bytes) }),
      }),
  });
  return read.files.map((file) => readFileOf(file, read));
}

/** Captures that were merged, by name; the name of the only one. */
export function captureNames(files: readonly ReadFile[]): string[] {
  return files.filter(({ part }) => part === 'capture').map(({ name }) => name);
}

/** What merging takes for granted. */
export function mergeAssumptions(files: readonly ReadFile[]): string[] {
  const names = captureNames(files);
  if (names.length < 2) return [];
  return [
    `${names.length} captures are one trace, in order of time: ${namesOf(names)}. Their clocks are taken to agree; where hosts with different clocks wrote them, packets of one stand too early or too late beside those of the others.`,
  ];
}
