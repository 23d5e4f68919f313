import { error, type Problem, warning } from '../base/result.ts';
import type { Command } from '../control/command.ts';
import { parseCommandLine } from '../control/command-line.ts';
import { limitProblems, textLines } from './text-lines.ts';

/** A command and the moment it was given: seconds and nanoseconds since 1970. */
export interface ActionAt {
  line: number;
  sec: number;
  nsec: number;
  command: Command;
}

export interface ActionsFile {
  /** In the order of time; at one moment in the order of the file. */
  actions: readonly ActionAt[];
  problems: readonly Problem[];
}

/** Whole seconds and nanoseconds of a decimal number of seconds; digits behind the ninth are cut. Null = no number. */
export function parseEpoch(text: string): { sec: number; nsec: number } | null {
  const match = /^(\d{1,15})(?:\.(\d*))?$/.exec(text);
  if (!match) return null;
  return { sec: Number(match[1]), nsec: Number((match[2] ?? '').slice(0, 9).padEnd(9, '0')) };
}

function readAction(line: number, text: string, problems: Problem[]): ActionAt[] {
  const [, stamp, rest] = /^(\S+)\s*(.*)$/.exec(text)!;
  const time = parseEpoch(stamp);
  if (!time) {
    const message = `"${stamp}" is not a time: expected "<seconds since 1970> <command>", such as "1761998405.0 ipvsadm -C".`;
    problems.push(error('actions-time', message, { line, evidence: text }));
    return [];
  }
  const found = parseCommandLine(rest);
  for (const problem of found.problems) problems.push({ ...problem, line });
  for (const other of found.others) {
    const message = `"${other}" is no command of ipvsadm or sysctl: it is left out.`;
    problems.push(warning('actions-other', message, { line, evidence: text }));
  }
  if (found.marks.length > 0) {
    const message = 'A mark rule cannot be added while packets flow here: put it into the rules.';
    problems.push(warning('actions-mark', message, { line, evidence: text }));
  }
  return found.commands.map((command) => ({ line, ...time, command }));
}

/** Lines of `<epoch> <shell command>`; several commands of one line happen at one moment. */
export function readActions(text: string): ActionsFile {
  const actions: ActionAt[] = [];
  const problems: Problem[] = [];
  for (const { line, text: raw } of textLines(text)) {
    const trimmed = raw.trim();
    if (trimmed !== '' && !trimmed.startsWith('#')) actions.push(...readAction(line, trimmed, problems));
  }
  actions.sort((a, b) => a.sec - b.sec || a.nsec - b.nsec || a.line - b.line);
  return { actions, problems: limitProblems(problems) };
}
