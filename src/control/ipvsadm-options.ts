import { error, type Problem } from '../base/result.ts';

/** What an option is to the command line: the command itself, or one of these kinds of arguments. */
type OptionGroup = 'command' | 'service' | 'forwarding' | 'option';

interface OptionSpec {
  name: string;
  short: string;
  arg: 'none' | 'required' | 'optional';
  group: OptionGroup;
}

/** One option as it was written. `value` is null if it takes none or none was given. */
export interface GivenOption {
  name: string;
  group: OptionGroup;
  value: string | null;
  /** As written, for messages: `-t`, `--tcp-service`. */
  token: string;
}

/** ipvsadm's limit for timeouts, in seconds: 31 days. */
export const MAX_TIMEOUT = 86400 * 31;

/** The options of one command by name, with the problems found so far. */
export interface Arguments {
  get(name: string): GivenOption | undefined;
  has(name: string): boolean;
  problems: Problem[];
}

export interface OptionLine {
  options: readonly GivenOption[];
  /** Words that belong to no option. */
  rest: readonly string[];
  problems: readonly Problem[];
}

function specs(group: OptionGroup, arg: OptionSpec['arg'], names: string): OptionSpec[] {
  return names.split(' ').map((text) => {
    const [name, short = ''] = text.split('/');
    return { name, short, arg, group };
  });
}

/** The options of ipvsadm 1.31: `long/short`. */
const SPECS: readonly OptionSpec[] = [
  ...specs('command', 'none', 'add-service/A edit-service/E delete-service/D clear/C list/L list/l zero/Z'),
  ...specs(
    'command',
    'none',
    'add-server/a edit-server/e delete-server/d set help/h version/v restore/R save/S',
  ),
  ...specs('command', 'required', 'start-daemon stop-daemon'),
  ...specs('service', 'required', 'tcp-service/t udp-service/u sctp-service fwmark-service/f'),
  ...specs('forwarding', 'none', 'masquerading/m ipip/i gatewaying/g'),
  ...specs('option', 'optional', 'persistent/p'),
  ...specs('option', 'required', 'scheduler/s netmask/M real-server/r weight/w u-threshold/x l-threshold/y'),
  ...specs('option', 'required', 'tun-type tun-port pe sched-flags/b mcast-interface syncid sync-maxlen'),
  ...specs('option', 'required', 'mcast-group mcast-port mcast-ttl'),
  ...specs(
    'option',
    'none',
    'tun-nocsum tun-csum tun-remcsum ipv6/6 ops/o numeric/n connection/c timeout daemon',
  ),
  ...specs('option', 'none', 'stats rate thresholds persistent-conn nosort sort exact/X'),
];

const BY_LONG = new Map(SPECS.map((spec) => [spec.name, spec]));
const BY_SHORT = new Map(SPECS.filter((spec) => spec.short).map((spec) => [spec.short, spec]));

interface Reading {
  words: readonly string[];
  next: number;
  options: GivenOption[];
  problems: Problem[];
}

/** Takes the argument that follows in the next word, by the rules of popt: an optional one must not start with `-`. */
function takeArgument(reading: Reading, spec: OptionSpec, token: string): string | null {
  const next = reading.words[reading.next];
  if (spec.arg === 'optional' && (next === undefined || next.startsWith('-'))) return null;
  if (next === undefined) {
    reading.problems.push(error('ipvsadm-option', `"${token}" needs an argument and the line ends there.`));
    return null;
  }
  reading.next++;
  return next;
}

function readLong(reading: Reading, word: string): void {
  const equals = word.indexOf('=');
  const token = equals < 0 ? word : word.slice(0, equals);
  const spec = BY_LONG.get(token.slice(2));
  if (!spec) {
    reading.problems.push(error('ipvsadm-option', `"${token}" is not an option of ipvsadm.`));
    return;
  }
  let value = equals < 0 ? null : word.slice(equals + 1);
  if (spec.arg === 'none' && value !== null) {
    reading.problems.push(error('ipvsadm-option', `"${token}" takes no argument, but "${word}" gives one.`));
  }
  if (spec.arg !== 'none' && value === null) value = takeArgument(reading, spec, token);
  reading.options.push({ name: spec.name, group: spec.group, value, token });
}

/** `-t x`, `-tx`, `-t=x` and letters in one word (`-Ln`, `-At x`), as popt takes them. */
function readShort(reading: Reading, word: string): void {
  for (let i = 1; i < word.length; i++) {
    const token = `-${word[i]}`;
    const spec = BY_SHORT.get(word[i]);
    if (!spec) {
      const where = word.length > 2 ? ` (in "${word}")` : '';
      reading.problems.push(error('ipvsadm-option', `"${token}"${where} is not an option of ipvsadm.`));
      return;
    }
    if (spec.arg === 'none') {
      reading.options.push({ name: spec.name, group: spec.group, value: null, token });
      continue;
    }
    const glued = word.slice(i + 1).replace(/^=/, '');
    const value = glued === '' ? takeArgument(reading, spec, token) : glued;
    reading.options.push({ name: spec.name, group: spec.group, value, token });
    return;
  }
}

/** `ops` and `pe sip` without dashes: so ipvsadm before 1.28 printed them in `-S`. */
function readOldWord(reading: Reading, word: string): boolean {
  const spec = word === 'ops' || word === 'pe' ? BY_LONG.get(word) : undefined;
  if (!spec) return false;
  const value = spec.arg === 'none' ? null : takeArgument(reading, spec, word);
  reading.options.push({ name: spec.name, group: spec.group, value, token: word });
  return true;
}

/** Sorts the words behind `ipvsadm` into options with their arguments and the words left over. */
export function readOptions(words: readonly string[]): OptionLine {
  const reading: Reading = { words, next: 0, options: [], problems: [] };
  const rest: string[] = [];
  while (reading.next < words.length) {
    const word = words[reading.next++];
    if (word.startsWith('--') && word.length > 2) readLong(reading, word);
    else if (word.startsWith('-') && word.length > 1) readShort(reading, word);
    else if (!readOldWord(reading, word)) rest.push(word);
  }
  return { options: reading.options, rest, problems: reading.problems };
}
