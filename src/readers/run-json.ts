import { type InetAddr, parseAddr, parseIn4 } from '../base/inet.ts';
import { error, type Problem, warning } from '../base/result.ts';
import type { Command } from '../control/command.ts';
import { parseCommandLine } from '../control/command-line.ts';
import { parseProtocol } from '../control/endpoint.ts';
import { ANY_PACKET, type MarkRule } from '../control/mark-rule.ts';
import { parseEpoch } from './actions.ts';

export interface Epoch {
  sec: number;
  nsec: number;
}

/** One hash table of linux-7.2 as the recording met it: `conn` or `svc`, with the key that siphash used. */
export interface HashTableRecord {
  table: 'conn' | 'svc';
  /** When it was allocated, attached next to the old one, filled, made the only one; null = not recorded. */
  made: Epoch | null;
  attached: Epoch | null;
  moved: Epoch | null;
  installed: Epoch | null;
  oldFreed: Epoch | null;
  size: number;
  bits: number;
  lfactor: number;
  /** Two 64-bit words. */
  siphashKey: readonly [bigint, bigint] | null;
}

/** `run.json` of a recorded run; what the file does not say is null or empty. */
export interface RunJson {
  about: string;
  /** As recorded: `6.12.117`, `2.6.32.2`, `Linux 7.2.13 (...)`. */
  kernel: string;
  hz: number | null;
  connTabBits: number | null;
  connRnd: number | null;
  netnsHashXor: number | null;
  /** linux-7.2. */
  connLfactor: number | null;
  svcLfactor: number | null;
  tables: readonly HashTableRecord[];
  /** The moment at which uptime is 0. */
  bootEpoch: Epoch | null;
  startEpoch: Epoch | null;
  /** Value of jiffies at uptime 0, where it is not the kernel's own -300 s. */
  jiffiesAtBoot: number | null;
  virtualAddresses: readonly InetAddr[];
  /** Further addresses of the director itself: real servers there are local. */
  localAddresses: readonly InetAddr[];
  debugLevel: number | null;
  /** Commands of IPVS that were carried out before the rules. */
  commands: readonly Command[];
  marks: readonly MarkRule[];
  /** Free pages from a moment on, in seconds of uptime (linux-2.6.32 recordings). */
  freePages: readonly { uptime: number; pages: number }[];
  /** Seed of the kernel's random numbers; null = none given. */
  randomSeed: number | null;
  rateLimit: boolean | null;
  /** Lines of `setup` that do not touch IPVS: routes, interfaces, name spaces. */
  plumbing: readonly string[];
}

type JsonObject = { readonly [key: string]: unknown };

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class FieldReader {
  readonly problems: Problem[] = [];

  constructor(readonly object: JsonObject) {}

  private complain(name: string, wanted: string): null {
    const found = JSON.stringify(this.object[name]);
    this.problems.push(error('run-json-field', `"${name}" is ${found.slice(0, 60)}, expected ${wanted}.`));
    return null;
  }

  text(name: string): string {
    const value = this.object[name] ?? '';
    return typeof value === 'string' ? value : (this.complain(name, 'text') ?? '');
  }

  integer(name: string): number | null {
    const value = this.object[name] ?? null;
    if (value === null) return null;
    return Number.isInteger(value) ? (value as number) : this.complain(name, 'a whole number');
  }

  /** A number written as hexadecimal text (`"0x1a0d4d1d"`) or plainly. */
  word(name: string): number | null {
    const value = this.object[name] ?? null;
    if (typeof value === 'string' && /^0x[0-9a-fA-F]{1,8}$/.test(value))
      return Number.parseInt(value.slice(2), 16);
    if (value === null || (Number.isInteger(value) && (value as number) >= 0)) return value as number | null;
    return this.complain(name, 'a 32-bit number such as "0x1a0d4d1d"');
  }

  epoch(name: string): Epoch | null {
    const value = this.object[name] ?? null;
    if (value === null) return null;
    const epoch = typeof value === 'number' ? parseEpoch(value.toFixed(6)) : null;
    return epoch ?? this.complain(name, 'seconds since 1970');
  }

  list(name: string): readonly unknown[] {
    const value = this.object[name] ?? [];
    return Array.isArray(value) ? value : (this.complain(name, 'a list') ?? []);
  }

  addresses(name: string): InetAddr[] {
    return this.list(name).flatMap((text) => {
      const addr = typeof text === 'string' ? parseAddr(text) : null;
      if (addr === null)
        this.problems.push(error('run-json-field', `"${String(text)}" in "${name}" is not an address.`));
      return addr === null ? [] : [addr];
    });
  }
}

/** A rule of `mark_rules`: `{proto, daddr, dport?, mark}`. */
function markRule(value: unknown, problems: Problem[]): MarkRule[] {
  const { proto, daddr, saddr, dport, mark } = isObject(value) ? value : ({} as JsonObject);
  const prefix = (text: unknown) => {
    const addr = typeof text === 'string' ? parseIn4(text) : null;
    return addr === null ? null : { addr, bits: 32 };
  };
  if (typeof mark !== 'number' || (daddr !== undefined && !prefix(daddr))) {
    problems.push(error('run-json-mark', `${JSON.stringify(value)} in "mark_rules" is not a mark rule.`));
    return [];
  }
  const dports = typeof dport === 'number' ? ([[dport, dport]] as const) : null;
  const protocol = typeof proto === 'string' ? parseProtocol(proto) : null;
  return [{ ...ANY_PACKET, saddr: prefix(saddr), daddr: prefix(daddr), protocol, dports, mark }];
}

/** Commands of `setup` that are known to leave IPVS alone. */
const PLUMBING = /^(?:ip|mkdir|head|tc|ethtool|for|done|true|arp|route|ifconfig|modprobe|i=|sleep)\b/;

interface Setup {
  commands: Command[];
  marks: MarkRule[];
  plumbing: string[];
  localAddresses: InetAddr[];
  freePages: { uptime: number; pages: number }[];
  randomSeed: number | null;
  rateLimit: boolean | null;
  jiffiesAtBoot: number | null;
}

/** Statements that only recordings of linux-2.6.32 have; true = understood. */
function readOther(text: string, setup: Setup): boolean {
  const [, at, name, value] = /^(?:at\s+([\d.]+)\s+)?(\w+)\s+(\S+)$/.exec(text.trim()) ?? [];
  const number = Number(value);
  const addr = name === 'local' ? parseAddr(value) : null;
  if (addr !== null) setup.localAddresses.push(addr);
  else if (name === 'ratelimit') setup.rateLimit = value === 'on';
  else if (!Number.isFinite(number)) return false;
  else if (name === 'meminfo') setup.freePages.push({ uptime: Number(at ?? 0), pages: number });
  else if (name === 'seed') setup.randomSeed = number;
  else if (name === 'jiffies') setup.jiffiesAtBoot = number;
  else return false;
  return true;
}

function readSetupLine(text: unknown, setup: Setup, problems: Problem[]): void {
  if (typeof text !== 'string') {
    problems.push(error('run-json-setup', `${JSON.stringify(text)} in "setup" is not a command.`));
    return;
  }
  if (readOther(text, setup)) return;
  const found = parseCommandLine(text);
  setup.commands.push(...found.commands);
  setup.marks.push(...found.marks);
  problems.push(...found.problems);
  if (found.others.length === 0) return;
  if (PLUMBING.test(found.others[0])) setup.plumbing.push(text);
  else problems.push(warning('run-json-setup', `"${text}" in "setup" is not understood: it is left out.`));
}

function hashTable(value: unknown, problems: Problem[]): HashTableRecord[] {
  const fields = new FieldReader(isObject(value) ? value : {});
  const table = fields.text('table');
  const bits = fields.integer('bits');
  if ((table !== 'conn' && table !== 'svc') || bits === null) {
    problems.push(
      error('run-json-table', `${JSON.stringify(value)?.slice(0, 80)} in "tables" is not a hash table.`),
    );
    return [];
  }
  const key = fields
    .list('siphash_key')
    .filter((word) => typeof word === 'string' && /^0x[0-9a-f]{1,16}$/i.test(word));
  problems.push(...fields.problems);
  return [
    {
      table,
      made: fields.epoch('epoch'),
      attached: fields.epoch('attach_epoch'),
      moved: fields.epoch('move_epoch'),
      installed: fields.epoch('install_epoch'),
      oldFreed: fields.epoch('old_freed_epoch'),
      size: fields.integer('size') ?? 2 ** bits,
      bits,
      lfactor: fields.integer('lfactor') ?? 0,
      siphashKey: key.length === 2 ? [BigInt(key[0] as string), BigInt(key[1] as string)] : null,
    },
  ];
}

function parseObject(text: string): JsonObject | Problem {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value)
      ? value
      : error('run-json', 'run.json holds no object: expected {"kernel": .., "hz": .., ..}.');
  } catch (thrown) {
    return error(
      'run-json',
      `run.json is not JSON: ${thrown instanceof Error ? thrown.message : 'unreadable'}.`,
    );
  }
}

function build(fields: FieldReader): RunJson {
  const setup: Setup = {
    commands: [],
    marks: fields.list('mark_rules').flatMap((value) => markRule(value, fields.problems)),
    plumbing: [],
    localAddresses: [],
    freePages: [],
    randomSeed: null,
    rateLimit: null,
    jiffiesAtBoot: fields.integer('jiffies_at_boot_epoch'),
  };
  for (const line of [...fields.list('setup'), ...fields.list('other')])
    readSetupLine(line, setup, fields.problems);
  return {
    about: fields.text('about'),
    kernel: fields.text('kernel'),
    hz: fields.integer('hz'),
    connTabBits: fields.integer('conn_tab_bits') ?? fields.integer('conn_tab_bits_max'),
    connRnd: fields.word('conn_rnd'),
    netnsHashXor: fields.word('netns_hash_xor'),
    connLfactor: fields.integer('conn_lfactor'),
    svcLfactor: fields.integer('svc_lfactor'),
    tables: fields.list('tables').flatMap((value) => hashTable(value, fields.problems)),
    bootEpoch: fields.epoch('boot_epoch'),
    startEpoch: fields.epoch('start_epoch'),
    virtualAddresses: fields.addresses('virtual_addresses'),
    debugLevel: fields.integer('debug_level'),
    ...setup,
  };
}

/** What at least one of stands in a `run.json`; other JSON is something else. */
const TELLING: readonly string[] = [
  'kernel',
  'hz',
  'boot_epoch',
  'conn_tab_bits',
  'conn_rnd',
  'setup',
  'tables',
];

/** Is it the text of a `run.json`, as far as its fields tell? */
export function isRunJson(text: string): boolean {
  const object = parseObject(text);
  return !('severity' in object && 'code' in object) && TELLING.some((name) => name in object);
}

/** Reads the text of a `run.json`. `run` is null if it is not a JSON object; single bad fields are problems. */
export function readRunJson(text: string): { run: RunJson | null; problems: readonly Problem[] } {
  const object = parseObject(text);
  if ('severity' in object && 'code' in object)
    return { run: null, problems: [object as unknown as Problem] };
  const fields = new FieldReader(object as JsonObject);
  return { run: build(fields), problems: fields.problems };
}
