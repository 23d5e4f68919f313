import { error, type Problem, warning } from '../base/result.ts';
import type { Command } from '../control/command.ts';
import { parseCommandLine } from '../control/command-line.ts';
import type { MarkRule } from '../control/mark-rule.ts';
import { stripPrompt } from '../control/shell.ts';
import { limitProblems, textLines } from './text-lines.ts';

/** A command with the line it stands on, from 1. */
export interface CommandAt {
  line: number;
  command: Command;
}

export interface MarkRuleAt {
  line: number;
  rule: MarkRule;
}

/** What a file of rules says, in its order. */
export interface RulesFile {
  commands: readonly CommandAt[];
  marks: readonly MarkRuleAt[];
  problems: readonly Problem[];
}

const ASSIGNMENT =
  /^\s*(?:(?:export|local|readonly|declare)\s+)?([A-Za-z_]\w*)=("[^"]*"|'[^']*'|[^\s;&|]*)\s*;?\s*(?:#.*)?$/;
/** Shell grammar around the commands that says nothing by itself. */
const GRAMMAR = /^(?:fi|done|esac|then|else|do|\}|\{|EOF|END|exit(?:\s+\d+)?|set\s+[-+].*|:)$/;

/** `$name` and `${name}` with the values assigned above; names without a value stay and are complained about later. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g, (whole, braced?: string, bare?: string) => {
    return variables.get(braced ?? bare ?? '') ?? whole;
  });
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}

class RulesReader {
  readonly commands: CommandAt[] = [];
  readonly marks: MarkRuleAt[] = [];
  readonly problems: Problem[] = [];
  private readonly variables = new Map<string, string>();

  read(line: number, raw: string): void {
    const assignment = ASSIGNMENT.exec(raw);
    if (assignment) {
      this.variables.set(assignment[1], unquote(expand(assignment[2], this.variables)));
      return;
    }
    const text = expand(stripPrompt(raw), this.variables).trim();
    if (text === '' || text.startsWith('#') || GRAMMAR.test(text)) return;
    this.addAll(line, text);
  }

  private addAll(line: number, text: string): void {
    const found = parseCommandLine(text);
    for (const command of found.commands) this.commands.push({ line, command });
    for (const rule of found.marks) this.marks.push({ line, rule });
    for (const problem of found.problems) this.problems.push({ ...problem, line });
    const others = found.others.filter((other) => !GRAMMAR.test(other));
    if (others.length === 0) return;
    const what =
      found.commands.length > 0 || others.length > 1 ? `"${others[0]}" in "${text}"` : `"${others[0]}"`;
    const message = `${what} is no command of ipvsadm, sysctl, nft or iptables: it is left out.`;
    this.problems.push(warning('rules-other', message, { line, evidence: text }));
  }
}

/**
 * Rules in any form that people keep: the output of `ipvsadm -Sn`, the input of `ipvsadm -R`, a shell script with
 * full commands (simple `NAME=value` variables are filled in), a pasted session with prompts. Lines that are
 * something else are reported and the rest is read.
 */
export function readRules(text: string): RulesFile {
  const reader = new RulesReader();
  for (const { line, text: raw } of textLines(text, true)) reader.read(line, raw);
  const { commands, marks, problems } = reader;
  if (commands.length === 0 && marks.length === 0) {
    const message =
      'No rule was found: expected lines such as "-A -t 10.0.0.100:80 -s wlc" (the output of "ipvsadm -Sn").';
    // An empty file is a director without services; a file of other things is a mistake.
    problems.push(problems.length > 0 ? error('rules-none', message) : warning('rules-none', message));
  }
  return { commands, marks, problems: limitProblems(problems) };
}
