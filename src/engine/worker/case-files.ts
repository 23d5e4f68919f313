import { namesServices } from './paste-file.ts';
import type { ReadFile } from './sources.ts';

/** A log, or a text that holds one and no packets: then the observed kernel is shown first. */
export function bringsLog(read: readonly ReadFile[]): boolean {
  const packets = read.some(
    (file) => file.part === 'paste' && file.paste.parts.some(({ kind }) => kind === 'tcpdump'),
  );
  return read.some(
    (file) => file.part === 'log' || (file.part === 'paste' && file.paste.logs.length > 0 && !packets),
  );
}

/** New files take the place of those of the same part; the rest stays. */
export function mergeFiles(old: readonly ReadFile[], added: readonly ReadFile[]): ReadFile[] {
  const parts = new Set(added.map(({ part }) => part));
  parts.delete('paste');
  const pastedRules = added.some((file) => file.part === 'paste' && file.paste.parts.some(namesServices));
  if (pastedRules) parts.add('rules');
  const kept = old
    .filter(({ part }) => !parts.has(part))
    .map((file) => (file.part === 'paste' && parts.has('rules') ? outdated(file) : file));
  return added.reduce(withFile, kept);
}

function outdated(file: Extract<ReadFile, { part: 'paste' }>): ReadFile {
  return { ...file, paste: { ...file.paste, outdated: true } };
}

/** Pasted texts add up; each has a name of its own. */
function withFile(files: ReadFile[], file: ReadFile): ReadFile[] {
  if (file.part !== 'paste') return [...files, file];
  let { name } = file;
  for (let copy = 2; files.some((other) => other.name === name); copy++) name = `${file.name} (${copy})`;
  return [...files, { ...file, name, paste: { ...file.paste, name } }];
}
