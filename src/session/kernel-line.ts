import { error, type Problem, warning } from '../base/result.ts';
import { parseDecimal } from '../control/endpoint.ts';
import { parseMark } from '../control/mark-rule.ts';
import { PROFILE_NAMES } from '../kernel/profiles/index.ts';
import { type CaseKernel, DEFAULT_PROFILE, plainKernel } from './case.ts';
import { formatEpoch, formatSeconds, parseSeconds } from './case-time.ts';

/** Sets one field from its text; true = understood. */
type Setter = (kernel: CaseKernel, value: string) => boolean;

function integer(
  field: 'hz' | 'connTabBits' | 'debugLevel' | 'jiffies' | 'seed',
  min: number,
  max: number,
): Setter {
  return (kernel, value) => {
    kernel[field] = parseDecimal(value, min, max);
    return kernel[field] !== null;
  };
}

function word(field: 'connRnd' | 'netnsXor'): Setter {
  return (kernel, value) => {
    kernel[field] = parseMark(value);
    return kernel[field] !== null;
  };
}

function setEpoch(kernel: CaseKernel, value: string): boolean {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(value);
  if (match) kernel.epoch = { sec: Number(match[1]), nsec: Number((match[2] ?? '').padEnd(9, '0')) };
  return match !== null;
}

function setUptime(kernel: CaseKernel, value: string): boolean {
  const uptime = parseSeconds(value);
  if (uptime !== null) kernel.uptime = uptime;
  return uptime !== null;
}

function onOff(field: 'rateLimit' | 'conntrack'): Setter {
  return (kernel, value) => {
    if (value !== 'on' && value !== 'off') return false;
    kernel[field] = value === 'on';
    return true;
  };
}

const SETTERS: Readonly<Record<string, Setter>> = {
  hz: integer('hz', 1, 10000),
  conn_tab_bits: integer('connTabBits', 1, 27),
  conn_rnd: word('connRnd'),
  netns_xor: word('netnsXor'),
  jiffies: integer('jiffies', 0, 2 ** 40),
  uptime: setUptime,
  epoch: setEpoch,
  debug_level: integer('debugLevel', 0, 12),
  seed: integer('seed', 0, 0xffffffff),
  ratelimit: onOff('rateLimit'),
  conntrack: onOff('conntrack'),
};

/** The words behind `kernel`: the profile, then `name=value` pairs. */
export function parseKernelLine(words: readonly string[]): {
  kernel: CaseKernel;
  problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const named = words[0] !== undefined && !words[0].includes('=');
  const kernel = plainKernel(named ? words[0] : DEFAULT_PROFILE);
  if (!named) {
    problems.push(
      warning('case-kernel', `No kernel is named (such as linux-6.12): ${DEFAULT_PROFILE} is taken.`),
    );
  }
  if (!PROFILE_NAMES.includes(kernel.profile)) {
    const message = `"${kernel.profile}" is not a kernel of the model: expected ${PROFILE_NAMES.join(' or ')}.`;
    problems.push(error('case-kernel', message));
  }
  for (const pair of words.slice(named ? 1 : 0)) {
    const [, name = pair, value = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
    if (!Object.hasOwn(SETTERS, name)) {
      const known = Object.keys(SETTERS).join(', ');
      problems.push(
        error(
          'case-kernel',
          `"${pair}" is not a setting of the kernel line: expected ${known}, each with "=".`,
        ),
      );
    } else if (!SETTERS[name](kernel, value)) {
      problems.push(error('case-kernel', `"${value}" is not a value for ${name}.`));
    }
  }
  return { kernel, problems };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** The line that {@link parseKernelLine} reads; only what is set. */
export function formatKernelLine(kernel: CaseKernel): string {
  const parts = ['kernel', kernel.profile];
  if (kernel.hz !== null) parts.push(`hz=${kernel.hz}`);
  if (kernel.connTabBits !== null) parts.push(`conn_tab_bits=${kernel.connTabBits}`);
  if (kernel.connRnd !== null) parts.push(`conn_rnd=${hex(kernel.connRnd)}`);
  if (kernel.netnsXor !== null) parts.push(`netns_xor=0x${kernel.netnsXor.toString(16)}`);
  if (kernel.jiffies !== null) parts.push(`jiffies=${kernel.jiffies}`);
  if (kernel.uptime !== 0) parts.push(`uptime=${formatSeconds(kernel.uptime)}`);
  if (kernel.epoch) parts.push(`epoch=${formatEpoch(kernel.epoch)}`);
  if (kernel.debugLevel !== null) parts.push(`debug_level=${kernel.debugLevel}`);
  if (kernel.seed !== null) parts.push(`seed=${kernel.seed}`);
  if (kernel.rateLimit !== null) parts.push(`ratelimit=${kernel.rateLimit ? 'on' : 'off'}`);
  if (kernel.conntrack !== null) parts.push(`conntrack=${kernel.conntrack ? 'on' : 'off'}`);
  return parts.join(' ');
}
