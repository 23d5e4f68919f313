import { SEVERITIES, type Severity } from '../trace/finding-views.ts';

/** What the command line of `replay` asks for. Paths are as given. */
export type ReplayArguments =
  | {
      readonly kind: 'folder';
      readonly folder: string;
      readonly out: string;
      readonly failOn: Severity | null;
    }
  | {
      readonly kind: 'files';
      readonly capture: string;
      readonly rules: string;
      readonly sysctl: string | null;
      readonly actions: string | null;
      readonly log: string | null;
      readonly out: string;
      readonly failOn: Severity | null;
    }
  | {
      readonly kind: 'rules';
      readonly rules: string;
      readonly sysctl: string | null;
      readonly out: string;
      readonly failOn: Severity | null;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const USAGE = `usage: npm run -s replay -- RUN_FOLDER --out DIR
       npm run -s replay -- --capture FILE --rules FILE [--sysctl FILE] [--actions FILE] [--log FILE] --out DIR
       npm run -s replay -- --rules FILE [--sysctl FILE] --out DIR

Replays packets through the model of IPVS. DIR gets
  dmesg.txt       the messages that the model's kernel prints
  snapshots.json  for a run folder: its labels and epochs with the model's listings; else the listings at the end
  findings.json   what had to be assumed, problems of the files, commands that failed, packets for which the
                  capture shows another real server than the model, how the log given compares, and under
                  "findings" what an expert would see, with severity, packets, reason and remedies
Rules without a capture are only looked at: DIR gets findings.json.

--capture  pcap or pcapng, packed with gzip or not     --rules    as ipvsadm -Sn prints, mark rules may be added
--sysctl   lines such as net.ipv4.vs.NAME = VALUE      --actions  lines of "<seconds since 1970> <command>"
--log      a kernel log that begins with the capture: tells how long to go on, and is compared
--fail-on  loses, risk or note: exit code 3 when there is a finding as bad as this, or worse

Exit codes: 0 done, 1 the input cannot be used, 2 wrong usage, 3 a finding that --fail-on names.
`;

const OPTIONS = ['capture', 'rules', 'sysctl', 'actions', 'log', 'out', 'fail-on'] as const;
type Option = (typeof OPTIONS)[number];
type Given = Partial<Record<Option, string>>;

const wrong = (message: string): ReplayArguments => ({ kind: 'wrong', message });

/** The options and the other words; text = what is wrong with them. */
function read(words: readonly string[]): { given: Given; rest: string[] } | string {
  const given: Given = {};
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [, name, glued] = /^--([^=]*)(?:=(.*))?$/s.exec(words[i]) ?? [];
    if (name === undefined) {
      if (words[i].startsWith('-')) return `unknown option ${words[i]}`;
      rest.push(words[i]);
      continue;
    }
    const option = OPTIONS.find((known) => known === name);
    if (!option) return `unknown option --${name}`;
    if (given[option] !== undefined) return `--${option} is given twice`;
    const value = glued ?? words[++i];
    if (!value || (glued === undefined && value.startsWith('--'))) return `--${option} needs a value`;
    given[option] = value;
  }
  return { given, rest };
}

/** Reads the words behind `replay`. */
export function parseReplayArguments(words: readonly string[]): ReplayArguments {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help' };
  const found = read(words);
  if (typeof found === 'string') return wrong(found);
  const { given, rest } = found;
  const { capture, rules, sysctl = null, actions = null, log = null, out } = given;
  if (rest.length > 1)
    return wrong(`one run folder at a time, but there are ${rest.length}: ${rest.join(' ')}`);
  if (!out) return wrong('--out DIR is missing');
  const level = given['fail-on'];
  const failOn = SEVERITIES.find((one) => one === level) ?? null;
  if (level !== undefined && failOn === null)
    return wrong(`--fail-on needs ${SEVERITIES.join(', ')}, not "${level}"`);
  if (rest.length === 1) {
    const other = OPTIONS.find(
      (option) => option !== 'out' && option !== 'fail-on' && given[option] !== undefined,
    );
    return other
      ? wrong(`--${other} does not go with a run folder (${rest[0]})`)
      : { kind: 'folder', folder: rest[0], out, failOn };
  }
  if (!capture && !rules) return wrong('neither a run folder nor --capture and --rules are given');
  if (!capture && rules && actions === null && log === null)
    return { kind: 'rules', rules, sysctl, out, failOn };
  if (!capture) return wrong('--capture FILE is missing');
  if (!rules) return wrong('--rules FILE is missing');
  return { kind: 'files', capture, rules, sysctl, actions, log, out, failOn };
}
