/**
 * Writes the table of commands and keys into README.md, between its two marks, from the registry of commands.
 * `npm run commands` writes it; with `--check` nothing is written and a table that is out of date is an error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS, type Command, keyText } from '../src/store/commands.ts';

const README = new URL('../README.md', import.meta.url);
const BEGIN = '<!-- commands: made by npm run commands -->';
const END = '<!-- end of commands -->';

const GROUPS = [...new Set(COMMANDS.map(({ group }) => group))];

/** A key in a cell: a code span, in which a bar would end the cell. */
function keyCell({ keys }: Command): string {
  return keys.map((key) => `\`${keyText(key).replaceAll('|', '\\|')}\``).join(' ');
}

function table(): string {
  const rows = GROUPS.flatMap((group) =>
    COMMANDS.filter((command) => command.group === group).map(
      (command) => `| ${group} | ${command.label} | ${keyCell(command)} |`,
    ),
  );
  return ['| group | command | keys |', '|---|---|---|', ...rows].join('\n');
}

const text = readFileSync(README, 'utf8');
const from = text.indexOf(BEGIN);
const to = text.indexOf(END);
if (from < 0 || to < from) throw new Error(`README.md has no marks "${BEGIN}" and "${END}"`);
const made = `${text.slice(0, from)}${BEGIN}\n${table()}\n${text.slice(to)}`;
if (!process.argv.includes('--check')) {
  writeFileSync(README, made);
  console.log(`README.md: ${COMMANDS.length} commands.`);
} else if (made !== text) {
  console.error('README.md: the table of commands is out of date: npm run commands.');
  process.exitCode = 1;
} else console.log(`README.md: the table of ${COMMANDS.length} commands is up to date.`);
