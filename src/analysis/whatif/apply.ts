import { error, type Problem } from '../../base/result.ts';
import type { Command } from '../../control/command.ts';
import { parseCommandLine } from '../../control/command-line.ts';
import { formatCommand } from '../../control/format.ts';
import { commandInputs, withCommands } from '../../inputs/input-list.ts';
import type { Program } from '../../inputs/program.ts';
import { run_command } from '../../kernel/command.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { ip_vs_init, machine_init, set_time } from '../../kernel/machine.ts';
import { profile_named } from '../../kernel/profiles/index.ts';
import type { Alternative } from '../../trace/whatif-views.ts';
import { overrides, withRule } from './edit-setup.ts';

/** A program with changes, and what is said about them. */
export interface Applied {
  readonly program: Program;
  readonly commands: readonly string[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

interface TypedCommand {
  readonly command: Command;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

const LEAST_BITS = 8;
const MOST_BITS = 20;

function readLines(lines: readonly string[]): { typed: TypedCommand[]; problems: Problem[] } {
  const typed: TypedCommand[] = [];
  const problems: Problem[] = [];
  for (const [at, text] of lines.entries()) {
    const where = { line: at + 1, evidence: text };
    const { commands, marks, others, problems: found } = parseCommandLine(text.trim());
    problems.push(...found.map((problem) => ({ ...problem, ...where })));
    typed.push(...commands.map((command) => ({ command, line: at + 1, text: text.trim() })));
    const what = others[0] ?? (marks.length > 0 ? 'a rule of a firewall' : '');
    if (what !== '' && commands.length === 0)
      problems.push(
        error(
          'whatif-command',
          `"${what}" is no command of IPVS. Marks cannot be changed here: the inputs stay as they are. Give ipvsadm or sysctl lines.`,
          where,
        ),
      );
  }
  return { typed, problems };
}

/** The kernel refuses a command: what it says. */
function refused({ line, text }: TypedCommand, outcome: string): Problem {
  return error('whatif-refused', `"${text}" is refused: ${outcome}.`, { line, evidence: text });
}

/** A machine behind the rules of a program and its commands up to an uptime. */
function machineAt(program: Program, timeNs: number): netns_ipvs {
  const ipvs = machine_init(program.params, program.setupNs);
  ip_vs_init(ipvs);
  for (const command of program.setup) run_command(ipvs, command);
  for (const input of commandInputs(program.inputs)) {
    if (input.timeNs > timeNs) break;
    set_time(ipvs, input.timeNs);
    run_command(ipvs, input.command);
  }
  return ipvs;
}

function checked(base: Program, typed: readonly TypedCommand[], timeNs: number): Problem[] {
  const ipvs = machineAt(base, timeNs);
  return typed.flatMap((one) => {
    const outcome = run_command(ipvs, one.command);
    return outcome === null ? [] : [refused(one, outcome)];
  });
}

function seconds(timeNs: number): string {
  return `${(timeNs / 1e9).toFixed(3)} s`;
}

/** Commands of the case that undo what was changed. */
function notesOf(base: Program, typed: readonly TypedCommand[], fromNs: number): string[] {
  return commandInputs(base.inputs).flatMap(({ command, timeNs, text }) => {
    if (timeNs < fromNs || !typed.some((one) => overrides(command, one.command))) return [];
    return [
      `The case's own command at ${seconds(timeNs)} changes this again: ${text || formatCommand(command)}`,
    ];
  });
}

function paramsOf(base: Program, { profile: name, tabBits }: Alternative): Problem[] | Program['params'] {
  const profile = name === null ? base.params.profile : profile_named(name);
  if (!profile) return [error('whatif-kernel', `There is no kernel "${name}" here.`)];
  if (tabBits !== null && (tabBits < LEAST_BITS || tabBits > MOST_BITS)) {
    const said = `conn_tab_bits ${tabBits} is not between ${LEAST_BITS} and ${MOST_BITS}.`;
    return [error('whatif-bits', said)];
  }
  return { ...base.params, profile, conn_tab_bits: tabBits ?? base.params.conn_tab_bits };
}

function commandsOf({ lines, tabBits }: Alternative): string[] {
  const told = lines.map((line) => line.trim()).filter(Boolean);
  if (tabBits !== null)
    told.push(`echo "options ip_vs conn_tab_bits=${tabBits}" > /etc/modprobe.d/ip_vs.conf`);
  return told;
}

/**
 * A program with the changes of an alternative: from the start as if its rules had been so, from a moment on as commands
 * of that moment. The inputs stay. Lines that cannot be read or that the kernel refuses are problems; then the program
 * is as far changed as it can be.
 */
export function applied(base: Program, alternative: Alternative): Applied {
  const { typed, problems } = readLines(alternative.lines);
  const params = paramsOf(base, alternative);
  const commands = commandsOf(alternative);
  if (Array.isArray(params))
    return { program: base, commands, notes: [], problems: [...problems, ...params] };
  const { from } = alternative;
  const fromNs = from === null ? base.setupNs : Math.round(from * 1e9) + 1;
  const found = [...problems, ...checked({ ...base, params }, typed, from === null ? -1 : fromNs)];
  const notes = notesOf(base, typed, fromNs);
  if (from === null) {
    const setup = typed.reduce<readonly Command[]>(
      (rules, { command }) => withRule(rules, command),
      base.setup,
    );
    return { program: { ...base, params, setup }, commands, notes, problems: found };
  }
  const more = typed.map(
    ({ command, text }) => ({ kind: 'command', timeNs: fromNs, command, text }) as const,
  );
  const program = { ...base, params, inputs: withCommands(base.inputs, more) };
  return { program, commands, notes, problems: found };
}
