import { type Problem, warning } from '../base/result.ts';
import { parseCommandLine } from '../control/command-line.ts';
import { stripPrompt } from '../control/shell.ts';
import { parseSysctlAssignment, type SysctlCommand } from '../control/sysctl.ts';
import { limitProblems, textLines } from './text-lines.ts';

export interface SysctlFile {
  commands: readonly { line: number; command: SysctlCommand }[];
  problems: readonly Problem[];
}

/**
 * sysctl.conf, the output of `sysctl -a`, or a script of `sysctl -w` and `echo 1 > /proc/sys/..`. Settings of other
 * subsystems are counted in one warning.
 */
export function readSysctl(text: string): SysctlFile {
  const commands: { line: number; command: SysctlCommand }[] = [];
  const problems: Problem[] = [];
  const others: number[] = [];
  for (const { line, text: raw } of textLines(text)) {
    const trimmed = stripPrompt(raw).trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const found = parseSysctlAssignment(trimmed) ?? parseCommandLine(trimmed);
    for (const command of found.commands) {
      if (command.op === 'sysctl') commands.push({ line, command });
      else problems.push(notASetting(line, trimmed));
    }
    for (const problem of found.problems) {
      if (problem.code === 'sysctl-other') others.push(line);
      else problems.push({ evidence: trimmed, ...problem, line });
    }
    if ('others' in found && found.others.length > 0) problems.push(notASetting(line, trimmed));
  }
  if (others.length > 0) {
    const message = `${others.length} ${others.length === 1 ? 'setting is' : 'settings are'} not below net.ipv4.vs and left out.`;
    problems.push(warning('sysctl-other', message, { line: others[0] }));
  }
  return { commands, problems: limitProblems(problems) };
}

function notASetting(line: number, text: string): Problem {
  return warning(
    'sysctl-line',
    `"${text}" is not a setting such as "net.ipv4.vs.drop_entry = 3": it is left out.`,
    {
      line,
      evidence: text,
    },
  );
}
