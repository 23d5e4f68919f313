import { error, type Problem } from '../base/result.ts';
import type { Command } from './command.ts';
import { parseIptables, parseNft } from './firewall.ts';
import { parseIpvsadm } from './ipvsadm.ts';
import type { MarkRule } from './mark-rule.ts';
import { type SimpleCommand, splitShell } from './shell.ts';
import { parseSysctlEcho, parseSysctlWords } from './sysctl.ts';

/** What one line of shell text says to IPVS. */
export interface CommandLine {
  commands: readonly Command[];
  marks: readonly MarkRule[];
  /** Simple commands that no tool of IPVS is behind, as text: not read any further. */
  others: readonly string[];
  problems: readonly Problem[];
}

interface Found {
  commands: Command[];
  marks: MarkRule[];
  others: string[];
  problems: Problem[];
}

/** The words from the tool on: `sudo`, `env`, `command` and assignments in front are skipped. */
function fromTool(words: readonly string[]): readonly string[] {
  let i = 0;
  while (
    i < words.length &&
    /^(?:sudo|doas|env|command|exec|time|then|else|do|\{|!|[A-Za-z_]\w*=.*)$/.test(words[i])
  ) {
    const wrapper = /^(?:sudo|doas|env)$/.test(words[i]);
    i++;
    while (wrapper && words[i]?.startsWith('-')) i += /^-[ugCD]$/.test(words[i]) ? 2 : 1;
  }
  return words.slice(i);
}

function readIpvsadm(words: readonly string[], found: Found): void {
  const { command, problems } = parseIpvsadm(words);
  if (command) found.commands.push(command);
  found.problems.push(...problems);
}

function readSimple(simple: SimpleCommand, found: Found): void {
  const echo = parseSysctlEcho(simple);
  if (echo) {
    found.commands.push(...echo.commands);
    found.problems.push(...echo.problems);
    return;
  }
  const words = fromTool(simple.words);
  const tool = (words[0] ?? '').replace(/^.*\//, '');
  const rest = words.slice(1);
  if (tool === 'ipvsadm') {
    const reads = simple.redirects.some(({ op }) => op === '<<');
    // A here-document: the rules follow on the next lines.
    if (!(reads && /^(?:-R|--restore)$/.test(rest[0] ?? ''))) readIpvsadm(rest, found);
  } else if (/^-/.test(words[0] ?? '')) readIpvsadm(words, found);
  else if (tool === 'sysctl') {
    const { commands, problems } = parseSysctlWords(rest);
    found.commands.push(...commands);
    found.problems.push(...problems);
  } else if (tool === 'nft' || /^ip6?tables(?:-nft|-legacy)?$/.test(tool)) {
    const { rules, problems } = tool === 'nft' ? parseNft(rest) : parseIptables(rest);
    found.marks.push(...rules);
    found.problems.push(...problems);
  } else if (simple.words.length > 0) found.others.push(simple.words.join(' '));
}

/**
 * One line with any number of commands of ipvsadm (also lines of `ipvsadm -Sn`, without the name), sysctl, `echo` to
 * /proc/sys/net/ipv4/vs, nft and iptables, apart by `;` or `&&`. Problems carry the line as evidence.
 */
export function parseCommandLine(line: string): CommandLine {
  const found: Found = { commands: [], marks: [], others: [], problems: [] };
  const simples = splitShell(line);
  if (simples) for (const simple of simples) readSimple(simple, found);
  else found.problems.push(error('shell-quote', `A quote is opened and not closed in "${line.trim()}".`));
  return { ...found, problems: found.problems.map((problem) => ({ evidence: line.trim(), ...problem })) };
}
